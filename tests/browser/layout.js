() => {
    const faults = [], texts = [];
    const seen = element => {
        const box = element.getBoundingClientRect(), style = getComputedStyle(element);
        return box.width > 0 && box.height > 0 && style.visibility !== 'hidden' && style.opacity !== '0';
    };
    const short = element => (element.textContent || '').trim().replace(/\s+/g, ' ').slice(0, 70);
    const hiddenName = /(^|\s)(sr-only|visually-hidden)/;

    // The page itself scrolls down only.
    const main = document.querySelector('[data-testid=stMain]');
    for (const element of [document.documentElement, main]) {
        if (element.scrollWidth > element.clientWidth + 1) {
            faults.push(`scrolls sideways: ${element.scrollWidth} in ${element.clientWidth} px`);
        }
    }

    // Text that is cut off at its side.
    for (const element of document.querySelectorAll('[data-testid=stApp] *')) {
        if (element.closest('canvas, svg, [data-testid=stDataFrame], [data-testid=stIconMaterial], iframe')) continue;
        const style = getComputedStyle(element);
        const clips = ['hidden', 'clip'].includes(style.overflowX);
        if (!clips || element.clientWidth < 5 || element.scrollWidth <= element.clientWidth + 1) continue;
        if (!seen(element) || !short(element) || hiddenName.test(element.className)) continue;
        const inner = [...element.querySelectorAll('*')].some(child =>
            ['hidden', 'clip'].includes(getComputedStyle(child).overflowX) && child.scrollWidth > child.clientWidth + 1);
        if (!inner) faults.push(`cut off: ${short(element)} (${element.scrollWidth} in ${element.clientWidth} px)`);
    }

    // Texts beyond the edge of the window.
    for (const element of document.querySelectorAll('[data-testid=stMain] :is(p, h1, h2, h3, h4, h5, button, label)')) {
        const box = element.getBoundingClientRect();
        if (seen(element) && short(element) && box.right > innerWidth + 1 && !element.closest('canvas')) {
            faults.push(`beyond the edge: ${short(element)}`);
        }
    }

    // Texts of a chart that lie over each other, or outside of it.
    const overlap = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
    const compare = (kind, elements) => {
        const boxes = elements.filter(seen).map(element => [element, element.getBoundingClientRect()]);
        boxes.forEach(([one, a], i) => boxes.slice(i + 1).forEach(([other, b]) => {
            if (short(one) && short(other) && overlap(a, b)) faults.push(`${kind} overlap: ${short(one)} | ${short(other)}`);
        }));
    };
    for (const plot of document.querySelectorAll('.js-plotly-plot')) {
        if (!seen(plot)) continue;
        const axes = new Map();
        for (const tick of plot.querySelectorAll(':is([class*=xaxislayer], [class*=yaxislayer]) g[class*=tick] text')) {
            const axis = tick.closest('g[class*=tick]').getAttribute('class') + tick.closest('.subplot, g').getAttribute('class');
            axes.set(axis, [...(axes.get(axis) || []), tick]);
        }
        for (const ticks of axes.values()) compare('ticks', ticks);
        compare('notes', [...plot.querySelectorAll('.annotation text.annotation-text')]);
        compare('legend texts', [...plot.querySelectorAll('.legend text.legendtext')]);
        const frame = plot.getBoundingClientRect();
        for (const text of plot.querySelectorAll('svg.main-svg text')) {
            const box = text.getBoundingClientRect();
            if (!seen(text) || !short(text) || text.closest('.hoverlayer')) continue;
            if (box.left < frame.left - 2 || box.right > frame.right + 2 || box.bottom > frame.bottom + 2) {
                faults.push(`outside its chart: ${short(text)}`);
            }
        }
    }

    // Cards side by side end at the same height.
    const bordered = element => {
        const style = getComputedStyle(element);
        return parseFloat(style.borderTopWidth) > 0 && parseFloat(style.borderBottomWidth) > 0 && seen(element);
    };
    for (const row of document.querySelectorAll('[data-testid=stMain] [data-testid=stHorizontalBlock]')) {
        const columns = [...row.children].filter(child => child.dataset.testid === 'stColumn' && seen(child));
        const ends = columns.map(column => [column.getBoundingClientRect().top, [...column.querySelectorAll(
            '[data-testid=stVerticalBlock], [data-testid=stExpander] details')].filter(bordered)
            .map(card => card.getBoundingClientRect().bottom)]).filter(([, cards]) => cards.length);
        const tops = ends.map(([top]) => top), bottoms = ends.map(([, cards]) => Math.max(...cards));
        if (ends.length > 1 && Math.max(...tops) - Math.min(...tops) < 2 && Math.max(...bottoms) - Math.min(...bottoms) > 2) {
            faults.push(`cards of unequal height: ${short(row).slice(0, 50)} (${bottoms.map(Math.round).join(', ')})`);
        }
    }

    // Errors, and charts without words for who cannot see them.
    for (const error of document.querySelectorAll('[data-testid=stException], [data-testid=stAlertContentError]')) {
        faults.push(`an error: ${short(error)}`);
    }
    for (const minus of document.querySelectorAll('[data-testid=stMain] :is(p, text)')) {
        if (/[-−]0(\.0+)?\s?(%|pp|$)/.test(short(minus))) faults.push(`minus nothing: ${short(minus)}`);
    }

    // Texts that are hard to see on what is behind them (WCAG: 4.5, large ones 3).
    const parse = colour => (colour.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const over = (top, under) => {
        const a = top.length > 3 ? top[3] : 1;
        return [0, 1, 2].map(i => a * top[i] + (1 - a) * under[i]);
    };
    const ground = element => {
        const layers = [];
        for (let e = element; e; e = e.parentElement) {
            const colour = parse(getComputedStyle(e).backgroundColor);
            layers.push(colour);
            if (colour.length === 3) break;
        }
        return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
    };
    for (const element of document.querySelectorAll('[data-testid=stApp] :is(p, span, h1, h2, h3, h5, button, label, li, div, strong)')) {
        const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
        if (!own || !seen(element) || short(element) === '…' || element.closest('canvas, svg, iframe, [disabled], [aria-disabled=true], [data-testid=stIconMaterial]')) continue;
        if (element.closest('[data-testid=stNumberInput], label')?.querySelector('[disabled]')) continue;
        const style = getComputedStyle(element), under = ground(element);
        const [a, b] = [light(over(parse(style.color), under)), light(under)].sort((x, y) => y - x);
        const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.6 && style.fontWeight >= 700);
        const reached = (a + 0.05) / (b + 0.05);
        if (reached < (large ? 3 : 4.5)) faults.push(`pale (${reached.toFixed(1)}): ${short(element)}`);
    }

    // Every text that is read, heads of tables included, their cells (a shop's own words) not.
    const walker = document.createTreeWalker(document.querySelector('[data-testid=stApp]'), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode.textContent.trim(), parent = walker.currentNode.parentElement;
        const skipped = 'style, script, [role=gridcell], [data-testid=stIconMaterial], [data-testid=stLogo]';
        if (text && parent && !parent.closest(skipped)) texts.push(text);
    }
    return { faults: [...new Set(faults)], texts };
}
