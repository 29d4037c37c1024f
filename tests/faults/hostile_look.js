(elsewhere) => {
    // What a hostile text has achieved on this page, a sentence each.
    const faults = [], app = document.body;
    const where = element => element.outerHTML.slice(0, 160);
    if (window.hacked) faults.push('a script has run');
    for (const element of app.querySelectorAll('*')) {
        for (const name of ['href', 'src', 'action', 'data', 'srcdoc']) {
            const value = element.getAttribute(name) || '';
            if (value.includes(elsewhere) || value.trim().toLowerCase().startsWith('javascript:')) {
                faults.push(`leads away: ${where(element)}`);
            }
        }
        for (const {name} of element.attributes) if (name.startsWith('on')) faults.push(`acts: ${where(element)}`);
    }
    if (app.querySelector('.katex')) faults.push(`a formula is set: ${where(app.querySelector('.katex'))}`);
    // Alone in its element, the word lost the signs around it: somebody interpreted them.
    const texts = document.createTreeWalker(app, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const node = texts.currentNode, text = node.data.trim();
        if (node.parentElement.closest('script, style, [data-testid=stJson]')) continue;
        if (/^\w*canary$/.test(text) || ['skull', 'click'].includes(text) || text.includes('😄') || text.includes('💀')) {
            faults.push(`interpreted: ${text} in ${where(node.parentElement.parentElement)}`);
        }
        if (/[\u202a-\u202e\u2066-\u2069]/.test(node.data.replace(/\u2068[^\u2068\u2069]*\u2069/g, ''))) {
            if (!node.parentElement.closest('canvas, input, textarea')) {
                faults.push(`turns its line round: ${JSON.stringify(node.data.slice(0, 60))} in ${where(node.parentElement)}`);
            }
        }
    }
    const main = document.querySelector('[data-testid=stMain]') || app;
    for (const element of [document.documentElement, main]) {
        if (element.scrollWidth > element.clientWidth + 1) {
            const wide = [...main.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > innerWidth + 1);
            faults.push(`scrolls sideways: ${element.scrollWidth} in ${element.clientWidth} px: ${wide.length ? where(wide.at(-1)) : ''}`);
        }
    }
    const told = app.innerText || '';
    for (const word of ['Traceback', 'Error:', 'Exception', 'File "/']) if (told.includes(word)) faults.push(`tells: ${word}`);
    for (const alert of app.querySelectorAll('[data-testid=stAlert]')) {
        if (/Something went wrong|出了点问题|出了點問題|出错|出錯/.test(alert.innerText)) faults.push(`failed: ${alert.innerText}`);
    }
    return faults;
}
