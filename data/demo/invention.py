"""Words of the invented demo shop: people, firms, towns, goods and remarks. Nobody and nothing here is real."""

from typing import NamedTuple


class Product(NamedTuple):
    name: str
    category: str
    price: int  # cents in the first year


class Town(NamedTuple):
    name: str
    dialling_code: str


class ChineseWord(NamedTuple):
    text: str
    latin: str  # for the e-mail address, which has to stay ASCII


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


WESTERN_FIRST_NAMES = _words(
    "Nora Emil Greta Hugo Ines Jonas Karin Leon Maja Nils Olga Pablo Quentin Rosa Sven Tilda Ugo Vera Willem Yara "
    "Alma Bruno Clara Dario Elin Felix Gemma Henrik Ida Joris Katja Lars Mira Noel Paula Rafael Signe Theo Ulla "
    "Viktor Wanda Xenia Yannick Zoe"
)

WESTERN_SURNAMES = _words(
    "Lindqvist Ferrand Okonji Brandl Castelo Dervaux Eklund Fontana Grahn Hollis Isaksen Jansing Kowal Lemaire "
    "Moravec Nyberg Oduya Pettersen Quist Rasmus Sorel Tavares Ulrich Varga Westby Yilmaz Zeller Arnaud Bellini "
    "Corbet Dahl Esteve Falk Garnier Hauser Ivers Jurado Kessel Lorca Mertens Novak Ottesen Pires Renard Steiner "
    "Thorne Vidal Wexler"
)

_SURNAMES = (
    "陈chen 林lin 赵zhao 周zhou 吴wu 郑zheng 冯feng 许xu 何he 沈shen 韩han 杨yang 朱zhu 秦qin 尤you 唐tang "
    "苏su 潘pan 葛ge 范fan 彭peng 鲁lu 马ma 方fang 俞yu 任ren 袁yuan 柳liu 史shi 费fei 岑cen 薛xue 雷lei 贺he "
    "汤tang 罗luo"
)

_GIVEN_NAMES = (
    "思远siyuan 晓雯xiaowen 启明qiming 雨桐yutong 子墨zimo 若兰ruolan 嘉禾jiahe 文博wenbo 静姝jingshu "
    "一鸣yiming 书瑶shuyao 景行jingxing 婉清wanqing 泽宇zeyu 南乔nanqiao 可欣kexin 浩然haoran 念慈nianci "
    "知夏zhixia 明轩mingxuan 沐阳muyang 雅琴yaqin 立言liyan 梦溪mengxi 安然anran 云帆yunfan 怀瑾huaijin "
    "诗涵shihan 承志chengzhi 素心suxin 长青changqing 语嫣yuyan"
)

_CHINESE_TOWNS = "杭州hangzhou 上海shanghai 苏州suzhou 成都chengdu 厦门xiamen 青岛qingdao"

_CHINESE_FIRM_NAMES = (
    "云栖yunqi 听松tingsong 半亩banmu 拾光shiguang 青禾qinghe 南山nanshan 墨白mobai 知味zhiwei 竹里zhuli "
    "溪客xike 望舒wangshu 一叶yiye 鹿鸣luming 晚晴wanqing 远山yuanshan 清欢qinghuan"
)


def _chinese_words(packed: str) -> tuple[ChineseWord, ...]:
    """Split '陈chen 林lin' into pairs: the Chinese part first, its Latin spelling right behind it."""
    pairs = []
    for word in packed.split():
        latin = "".join(letter for letter in word if letter.isascii())
        pairs.append(ChineseWord(word.removesuffix(latin), latin))
    return tuple(pairs)


CHINESE_SURNAMES = _chinese_words(_SURNAMES)
CHINESE_GIVEN_NAMES = _chinese_words(_GIVEN_NAMES)
CHINESE_TOWNS = _chinese_words(_CHINESE_TOWNS)
CHINESE_FIRM_NAMES = _chinese_words(_CHINESE_FIRM_NAMES)

WESTERN_FIRM_NAMES = _words(
    "Aurora Alderwick Fernhollow Quillmoor Tavelune Marrowby Silverkai Ostervik Bellacorda Windhavel Petrasol "
    "Lindenmark Hazelbrae Morgenlund Castavento Rivabella Thistleby Norrsken Orangehof Valdemora Birkensee "
    "Lunargento Copperfen Sonnwald Maravela Elderquist Pinhavel Stellmond Rosavento Grauwick "
    "Velamonte Ambrehof Taubenrode Oakmere Nebelquell Solvigard Corvanne Marisande Feldhagen Lakshaven Ostrelune "
    "Zimtgarten Pellavista Wrenhollow Duinmark Kupferlund Aldemora"
)

# {} takes the firm's own name; Chinese firms are town + name + one of the endings.
WESTERN_FIRM_FORMS = {
    "cafe": ("Café {}", "{} Bakery", "Bistro {}", "{} Tea Room", "{} Espresso"),
    "office": ("{} Studio", "{} Legal", "{} Architects", "{} Labs", "{} Logistics", "{} Media"),
    "hotel": ("Hotel {}", "{} Inn", "Pension {}", "{} Lodge"),
    "institution": ("{} School", "{} Clinic", "{} Library", "{} College", "{} Museum"),
    "reseller": ("{} Trading", "{} Delicatessen", "{} Imports", "{} Gourmet"),
}
CHINESE_FIRM_ENDINGS = {
    "cafe": ("茶舍", "咖啡馆", "茶楼"),
    "office": ("设计工作室", "律所", "科技"),
    "hotel": ("酒店", "民宿"),
    "institution": ("书院", "学校", "图书馆"),
    "reseller": ("商行", "贸易行", "茶叶店"),
}
INTERNAL_NAMES = (
    ("Staff kitchen", "kitchen"),
    ("Tasting room", "tasting"),
    ("Showroom", "showroom"),
    ("Photo studio", "photo"),
    ("员工茶水间", "tearoom"),
)

TOWNS = {
    "North": (Town("Hamburg", "49"), Town("Oslo", "47"), Town("Malmö", "46"), Town("Aarhus", "45")),
    "South": (Town("Milan", "39"), Town("Lyon", "33"), Town("Porto", "351"), Town("Seville", "34")),
    "East": (Town("Vienna", "43"), Town("Prague", "420"), Town("Krakow", "48"), Town("Leipzig", "49")),
    "West": (Town("Paris", "33"), Town("Lille", "33"), Town("Ghent", "32"), Town("Cologne", "49")),
    "Overseas": (*(Town(town.latin.title(), "86") for town in CHINESE_TOWNS), Town("Toronto", "1")),
}

# Each region has a first and a second account manager.
OWNERS = {
    "North": ("Anna Berg", "Tom Keller"),
    "South": ("Sofia Costa", "Luc Moreau"),
    "East": ("Tom Keller", "Anna Berg"),
    "West": ("Luc Moreau", "Sofia Costa"),
    "Overseas": ("林晓雯", "赵启明"),
}

PRODUCTS = tuple(
    Product(name, category, price)
    for category, goods in {
        "Black tea": (("Assam", 890), ("Ceylon", 790), ("Earl Grey", 950), ("Keemun", 1450), ("Lapsang", 1250)),
        "Green tea": (("Sencha", 1190), ("Longjing", 2450), ("Matcha", 2690), ("Jasmine", 1090), ("Gunpowder", 790)),
        "Oolong": (("Tieguanyin", 1890), ("Milky", 1650), ("Da Hong Pao", 3290), ("Pouchong", 1790)),
        "Herbal": (("Mint", 650), ("Rooibos", 720), ("Chamomile", 690), ("Ginger", 750), ("Hibiscus", 680)),
        "Coffee": (
            ("House", 1290),
            ("Espresso", 1490),
            ("Decaf", 1390),
            ("Filter", 1340),
            ("Sumatra", 1690),
            ("Sidamo", 1790),
        ),
        "Cups": (("Mug", 1250), ("Teacup", 1490), ("Gaiwan", 2490), ("Glass", 890), ("Tumbler", 2290)),
        "Pots": (("Teapot", 4490), ("Kettle", 7990), ("Cafetiere", 3890), ("Clay pot", 8900), ("Moka pot", 3290)),
        "Gifts": (("Gift box", 3490), ("Hamper", 6900), ("Biscuits", 790), ("Honey", 990), ("Tea chest", 4900)),
    }.items()
    for name, price in goods
)


class Remarks(NamedTuple):
    private: tuple[str, ...]
    firm: tuple[str, ...]
    chinese: tuple[str, ...]


COMMENTS = {
    "happy": Remarks(
        (
            "The Sencha is the best I have had in years.",
            "Always fresh, always on time.",
            "Lovely packaging.",
            "Friendly people, they remember what I like.",
            "Great gift boxes, everybody was delighted.",
            "Wish I had more time for tea!",
            "My mother loves the Rooibos.",
            "The new teapot pours beautifully.",
        ),
        (
            "Our guests keep asking where the coffee comes from.",
            "Reliable every single week.",
            "Good advice when we changed our menu.",
            "One call and everything is sorted.",
        ),
        (
            "龙井很香，朋友都说好。",
            "服务贴心，发货也快。",
            "包装精美，送礼有面子。",
            "大家都爱喝，会继续订。",
            "味道稳定，一直信赖。",
        ),
    ),
    "lukewarm": Remarks(
        (
            "Good tea, delivery could be faster.",
            "Fine, but prices went up again.",
            "All right, nothing special.",
            "I would like smaller packs.",
            "The web shop is a bit slow.",
            "Nice mugs, one arrived chipped.",
        ),
        ("Fine, but prices went up again.", "Invoices could be clearer.", "We would like a fixed delivery day."),
        ("还可以，就是价格有点高。", "茶不错，物流慢了些。", "希望有小包装。", "一般，没有特别的惊喜。"),
    ),
    "cross": Remarks(
        (
            "Nobody answered my call.",
            "I only order because it is close.",
            "Too expensive for what it is.",
            "The last beans tasted stale.",
            "My parcel came open.",
            "Returning a cup took five weeks.",
        ),
        (
            "Two deliveries late in one month.",
            "Invoice wrong for the third time.",
            "We are looking at other suppliers.",
            "We stay because changing is a hassle.",
        ),
        ("送货总是迟到。", "客服没人回复。", "价格涨得太快。", "最近的豆子不新鲜。", "只是因为近才买。"),
    ),
}
