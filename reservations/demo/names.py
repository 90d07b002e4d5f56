"""What invented people are called. Pure: surnames by how common they are, given names by their characters."""

#: Chinese surnames with their share of the population in ‰ (rounded; the rest of the nation is left out).
SURNAMES = {
    "王": 73, "李": 72, "张": 68, "刘": 54, "陈": 45, "杨": 31, "黄": 22, "赵": 21, "吴": 20, "周": 20,
    "徐": 15, "孙": 15, "马": 13, "朱": 13, "胡": 12, "郭": 12, "何": 11, "林": 11, "罗": 11, "高": 10,
    "梁": 9, "郑": 9, "谢": 8, "宋": 8, "唐": 7, "许": 7, "韩": 7, "邓": 7, "冯": 6, "曹": 6,
    "彭": 6, "曾": 6, "肖": 6, "田": 5, "董": 5, "潘": 5, "袁": 5, "蔡": 5, "蒋": 5, "余": 5,
    "于": 4, "杜": 4, "叶": 4, "程": 4, "魏": 4, "苏": 4, "吕": 4, "丁": 4, "任": 4, "卢": 4,
    "姚": 4, "沈": 4, "钟": 4, "姜": 3, "崔": 3, "谭": 3, "陆": 3, "范": 3, "汪": 3, "廖": 3,
    "石": 3, "金": 3, "贾": 3, "夏": 3, "韦": 3, "付": 3, "方": 3, "邹": 3, "熊": 3, "白": 3,
    "孟": 2, "秦": 2, "邱": 2, "侯": 2, "江": 2, "尹": 2, "薛": 2, "闫": 2, "段": 2, "雷": 2,
    "龙": 2, "黎": 2, "史": 2, "陶": 2, "贺": 2, "毛": 2, "郝": 2, "顾": 2, "龚": 2, "邵": 2,
    "欧阳": 1, "司马": 1, "上官": 1, "诸葛": 1,
}  # fmt: skip

MALE_CHARACTERS = (
    "伟强磊军勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林阳建国志文海峰成东晓庆光天达安岩中茂进山"
    "彬毅远翔泽晨辰轩博思哲瑞楠豪子墨"
)
FEMALE_CHARACTERS = (
    "芳娜敏静丽艳娟霞秀燕玲桂英兰红梅琳婷雪莹慧倩颖佳欣怡雅蓉洁云莲真环爱妹月香媛瑞凡嘉琼勤珍贞莉雨梦琪"
    "涵子萱诗语彤思晴可心文晓玉"
)

#: Foreign guests: country, language, share in ‰, male names, female names, surnames.
FOREIGN = (
    ("US", "en", 170, ("James", "Robert", "Michael", "David", "Daniel", "Kevin"),
     ("Mary", "Jennifer", "Linda", "Susan", "Emily", "Karen"),
     ("Smith", "Johnson", "Williams", "Brown", "Miller", "Davis", "Wilson", "Anderson")),
    ("GB", "en", 90, ("Oliver", "George", "Harry", "Jack", "Thomas"), ("Amelia", "Olivia", "Sophie", "Grace"),
     ("Taylor", "Evans", "Walker", "Wright", "Hughes", "Clarke", "O'Brien")),
    ("DE", "de", 100, ("Jonas", "Lukas", "Stefan", "Jürgen", "Björn"), ("Anna", "Lena", "Käthe", "Sabine"),
     ("Müller", "Schmidt", "Schäfer", "Weiß", "Köhler", "Becker", "Groß")),
    ("FR", "fr", 60, ("Pierre", "Jérôme", "Luc", "François"), ("Camille", "Élodie", "Claire", "Hélène"),
     ("Dubois", "Lefèvre", "Moreau", "Girard", "Bonnet")),
    ("JP", "ja", 130, ("Hiroshi", "Takashi", "Kenji", "Yuki"), ("Yoko", "Sakura", "Keiko", "Aiko"),
     ("Sato", "Suzuki", "Takahashi", "Tanaka", "Watanabe", "Yamamoto")),
    ("KR", "ko", 110, ("Minjun", "Jihoon", "Sungmin", "Donghyun"), ("Jiwoo", "Seoyeon", "Minji", "Yuna"),
     ("Kim", "Lee", "Park", "Choi", "Jung", "Kang")),
    ("MY", "en", 90, ("Ahmad", "Wei Jie", "Faizal", "Kumar"), ("Siti", "Mei Ling", "Nurul", "Priya"),
     ("Tan", "Lim", "Abdullah", "Rahman", "Wong")),
    ("SG", "en", 90, ("Wei Ming", "Jun Hao", "Arjun"), ("Hui Min", "Xin Yi", "Shalini"),
     ("Tan", "Lim", "Ng", "Goh", "Chua", "Teo")),
    ("RU", "ru", 50, ("Dmitri", "Sergei", "Ivan", "Alexei"), ("Olga", "Irina", "Natalia"),
     ("Ivanov", "Petrov", "Smirnov", "Kuznetsov")),
    ("AU", "en", 50, ("Liam", "Noah", "Ethan"), ("Chloe", "Ruby", "Zoe"), ("Kelly", "Martin", "Murphy", "Bell")),
    ("IN", "en", 40, ("Rahul", "Vikram", "Sanjay"), ("Anjali", "Kavita", "Deepa"), ("Sharma", "Patel", "Singh")),
    ("TH", "th", 20, ("Somchai", "Anan"), ("Malee", "Ploy"), ("Srisai", "Chaiyasit", "Wongsa")),
)  # fmt: skip

#: Provinces of Chinese guests with their share in ‰; Hunan first, the rest is "other" to the segments.
REGIONS = {
    "湖南": 470, "广东": 180, "湖北": 70, "江西": 60, "北京": 40, "上海": 40, "浙江": 40,
    "广西": 30, "福建": 20, "四川": 20, "河南": 15, "江苏": 15,
}  # fmt: skip

COMPANY_PLACES = (
    "耒阳",
    "衡阳",
    "长沙",
    "株洲",
    "湘潭",
    "郴州",
    "永州",
    "广州",
    "深圳",
    "武汉",
    "南昌",
    "上海",
)
COMPANY_WORDS = (
    "华泰", "鼎盛", "恒源", "金鹏", "瑞丰", "天成", "宏达", "湘江", "神农", "蔡伦", "东方", "永兴", "博远", "新宇",
    "联创", "盛世", "长城", "明珠", "三湘", "南岳",
)  # fmt: skip
COMPANY_TRADES = (
    "建材",
    "矿业",
    "电子",
    "纸业",
    "食品",
    "医药",
    "物流",
    "机械",
    "化工",
    "置业",
    "农业科技",
    "信息技术",
)
GOVERNMENT_OFFICES = (
    "市财政局", "市教育局", "市卫生健康局", "市自然资源局", "市交通运输局", "市税务局", "市农业农村局", "市水利局",
    "市文化旅游局", "市公安局", "市发展和改革局", "市住房和城乡建设局", "市委办公室", "市人民政府办公室",
)  # fmt: skip
GROUP_OCCASIONS = ("年会", "旅游团", "培训班", "订货会", "研讨会", "婚宴", "考察团", "夕阳红旅游团")
