"""Sentences of invented guests: subjects and what is said of them, put together by chance. All of them are our own.

A clause belongs to a criterion and a polarity, so that what a sentence says is known without anybody reading it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

#: The polarities as `analytics.words` calls them.
GOOD, SO_SO, BAD = "positive", "neutral", "negative"
#: language → criterion → polarity → (subjects, what is said of each).
SAID: dict[str, dict[str, dict[str, tuple[str, str]]]] = {
    "zh-hans": {
        "environment": {
            GOOD: (
                "位置 周边交通 大堂布置 窗外江景",
                "非常方便满意|让人一进门就喜欢|比照片上还好|值得推荐给朋友",
            ),
            SO_SO: ("位置 周边交通 门口的路", "还算过得去|和地图上写的差不多|没有特别的印象"),
            BAD: ("门口的路 周边交通 窗外工地", "实在太吵|让人一夜没睡好|比想象中差得远"),
        },
        "facilities": {
            GOOD: ("房间 浴室 床垫 健身房 会议室", "很新很干净|用起来很舒服|保养得非常好|比同档次的好"),
            SO_SO: ("房间 浴室 电视 停车场", "稍微旧了一点|大小一般|能用但不出彩"),
            BAD: ("空调 浴室 网络 电梯 停车场", "坏了没有人修|响了一整夜|漏水漏得厉害|根本不能用"),
        },
        "service": {
            GOOD: ("入住手续 早餐 客房送餐 洗衣服务", "办得又快又好|安排得很周到|没有出一点差错|超出期待"),
            SO_SO: ("早餐 退房手续 客房送餐", "中规中矩|品种不多但够吃|花的时间和别处一样"),
            BAD: (
                "入住手续 早餐 投诉处理 退房手续",
                "等了将近一个小时|催了三次还是没有结果|弄错了两回|让人非常失望",
            ),
        },
        "staff": {
            GOOD: (
                "前台姑娘 门童 客房阿姨 餐厅服务员",
                "特别热情|笑容亲切有问必答|主动帮忙照顾老人|记得我的习惯",
            ),
            SO_SO: ("前台 总机 餐厅服务员", "态度一般|客气但话不多|该做的都做了"),
            BAD: ("前台 保安 餐厅服务员", "态度生硬|说话很不耐烦|装作没有看见我们"),
        },
        "spend": {
            GOOD: ("房价 餐费 套餐价格", "对得起这个品质|比预算还低|很划算"),
            SO_SO: ("房价 停车费", "不高也不低|和网上写的一样"),
            BAD: ("房价 迷你吧账单 停车费", "贵得离谱|多收了一笔钱|不值这个价"),
        },
    },
    "en": {
        "environment": {
            GOOD: (
                "The location,The lobby,The river view",
                "is wonderful|made our trip easy|was even better than in the pictures",
            ),
            SO_SO: (
                "The location,The way from the station",
                "is acceptable|is what the map says|was nothing special",
            ),
            BAD: (
                "The street outside,The building site next door",
                "was terribly noisy|kept us awake all night|is a real nuisance",
            ),
        },
        "facilities": {
            GOOD: (
                "The room,The bathroom,The bed,The gym",
                "was spotless|felt brand new|was extremely comfortable",
            ),
            SO_SO: (
                "The room,The television,The car park",
                "is a little dated|is of average size|works, no more than that",
            ),
            BAD: (
                "The air conditioning,The wifi,The shower,The lift",
                "was broken|never worked properly|leaked and nobody came",
            ),
        },
        "service": {
            GOOD: (
                "Check-in,Breakfast,The laundry",
                "was quick and faultless|was arranged with great care|exceeded what we hoped for",
            ),
            SO_SO: (
                "Breakfast,Check-out,Room service",
                "was ordinary|took as long as elsewhere|had little choice but enough",
            ),
            BAD: (
                "Check-in,The answer to our complaint,Room service",
                "took almost an hour|was wrong twice|was a great disappointment",
            ),
        },
        "staff": {
            GOOD: (
                "The receptionist,The porter,The waitress",
                "was lovely|remembered our names|went out of her way to help",
            ),
            SO_SO: ("The receptionist,The switchboard", "was polite but distant|did what was asked"),
            BAD: (
                "The receptionist,The guard at the gate,The waiter",
                "was rude|ignored us|was impatient with my mother",
            ),
        },
        "spend": {
            GOOD: ("The price,The dinner bill", "was a bargain|was fair for the quality"),
            SO_SO: ("The price,The parking fee", "is neither high nor low|is as advertised"),
            BAD: ("The price,The minibar bill", "is outrageous|was charged twice|is not worth it"),
        },
    },
}
#: How clauses are joined and ended, and what parts the subjects above.
JOINED = {"zh-hans": ("，", "。", " "), "en": (". ", ".", ",")}
#: Of a hundred sentences so many speak of two things, and so many of the second clauses have another polarity.
TWO_THINGS, MIXED = 0.6, 0.2


@dataclass(frozen=True)
class Clause:
    words: str
    polarity: str
    criterion: str


def clauses(language: str) -> Iterator[Clause]:
    """Everything that can be said in this language; the end of a sentence apart."""
    parted = JOINED[language][2]
    space = " " if language == "en" else ""
    for criterion, by_polarity in SAID[language].items():
        for polarity, (subjects, said) in by_polarity.items():
            for subject, words in product(subjects.split(parted), said.split("|")):
                yield Clause(f"{subject}{space}{words}", polarity, criterion)


class Writer:
    """Writes as guests of a language do; the same generator gives the same sentences."""

    def __init__(self, language: str):
        self.language = language
        self.by_polarity: dict[str, list[Clause]] = {GOOD: [], SO_SO: [], BAD: []}
        for clause in clauses(language):
            self.by_polarity[clause.polarity].append(clause)

    def write(self, rng: np.random.Generator, mood: float) -> str:
        """A sentence of one who is in this mood (0 as usual, below it displeased)."""
        polarity = GOOD if mood > 0 else SO_SO if mood > -0.7 else BAD
        said = [self._one(rng, polarity)]
        if rng.random() < TWO_THINGS:
            said.append(self._one(rng, SO_SO if rng.random() < MIXED else polarity))
        joint, end, _parted = JOINED[self.language]
        return joint.join(dict.fromkeys(clause.words for clause in said)) + end

    def _one(self, rng: np.random.Generator, polarity: str) -> Clause:
        choice = self.by_polarity[polarity]
        return choice[int(rng.integers(len(choice)))]


def judged(text: str, language: str) -> tuple[str, list[str]]:
    """(polarity, criteria) of a sentence written here: what is not neutral decides; '' where it is none of ours."""
    said = [clause for clause in clauses(language) if clause.words in text]
    if not said:
        return "", []
    outspoken = [clause.polarity for clause in said if clause.polarity != SO_SO]
    criteria = dict.fromkeys(clause.criterion for clause in said)
    return (outspoken or [SO_SO])[0], list(criteria)
