"""Names in scripts without spaces: where one may begin and end in Korean, Chinese and Japanese.

Korean words have particles attached; a name counts only if the rest of its word is made of them.
Chinese and Japanese write on and on; a name of two characters counts only between signs that it
is one, as two characters side by side often belong to two other words.
"""

from __future__ import annotations

import re
from functools import lru_cache

HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]*")
HAN = re.compile("[\u3005\u3400-\u9fff\uf900-\ufaff]*")
HIRAGANA = re.compile("[\u3041-\u309f]*")
KATAKANA = re.compile("[\u30a1-\u30fa\u30fc-\u30ff]*")
# What is written without spaces between words.
UNSPACED = re.compile("[\u3005\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]")
SCRIPTS = (HANGUL, HAN, HIRAGANA, KATAKANA)
# Between the parts of a foreign name: 唐纳德·特朗普, ドナルド・トランプ, 도널드 트럼프.
DOTS = "·‧•・"
PART = re.compile(rf"[\s{DOTS}]+")

# Korean particles that stand after a consonant, after a vowel, and after either.
AFTER_CONSONANT = (
    "은 이 을 과 으로 으로서 으로부터 으로는 이나 이란 이랑 이라 이라고 이라는 이며 이고 "
    "이었다 이다 이자"
).split()
AFTER_VOWEL = ("는 가 를 와 로 로서 로부터 로는 나 란 랑 라 라고 라는 며 였다 다 자").split()
AFTER_EITHER = (
    "의 에 에는 에도 에서 에서는 에서의 에게 에게는 에게도 에게서 에게로 께 께서 께서는 "
    "께서도 한테 한테서 도 만 만이 만을 만은 만의 까지 까지도 부터 처럼 보다 보다는 마저 "
    "조차 뿐 뿐만 밖에 마다 하고 측 측은 측이 측의 측에 등 등은 등이 등의"
).split()
# Some more stand on these: 김정은과의.
ENDINGS = {"과": ["의", "는", "도"], "와": ["의", "는", "도"]}
# Titles that may be written on without a space: 김정은위원장.
TITLES = (
    "국무위원장 위원장 총비서 제1비서 주석 대통령 총리 부총리 장관 외무상 외상 대사 대표 "
    "동지 원수 씨 님"
).split()
# After a name of two syllables (김정) these make no name of three: 김정은 is one, 김정는 is not.
NEVER_IN_NAMES = {"는", "를", "을", "와", "과"}
LAST_CONSONANT = 28
RIEUL = 8

# What shows that two Chinese characters are a name: a title or one of these words on each side.
BEFORE = (
    "和 与 與 同 跟 及 对 對 向 由 给 給 是 被 让 讓 请 請 以及 会见 會見 会晤 會晤 主席 "
    "总统 總統 总理 總理 部长 部長 外长 外長 外相 委员 委員 国务委员 國務委員 大使 代表 "
    "首相 书记 書記 发言人 發言人 副主席"
).split()
LONGEST = max(map(len, BEFORE))
AFTER = (
    "和 与 與 同 跟 及 对 對 向 说 說 称 稱 表示 指出 强调 強調 认为 認為 在 将 將 会 會 "
    "会见 會見 会晤 會晤 以及 的 也 是 于 於 访问 訪問 抵达 抵達 主席 总统 總統 总理 "
    "總理 部长 部長 外长 外長 外相 委员 委員 大使 代表 首相 书记 書記 先生 女士 氏 同志"
).split()
# Japanese particles and titles that follow a name in hiragana.
KANA_PARTICLES = (
    "は が を に の と も へ で や から まで より では には とは との への さん さま".split()
)


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether a name in characters ends and begins where words or their particles do."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if (before and before in DOTS and is_letter(text, start - 2)) or (
        after and after in DOTS and is_letter(text, end + 1)
    ):
        return False
    return begins(text, start, end) and ends(text, start, end)


def is_letter(text: str, position: int) -> bool:
    """Whether there is a letter at a position."""
    return 0 <= position < len(text) and text[position].isalnum()


@lru_cache(maxsize=50_000)
def script_of(char: str) -> re.Pattern[str] | None:
    """The script of a letter, if it is one of these."""
    return next((script for script in SCRIPTS if char and script.fullmatch(char)), None)


def begins(text: str, start: int, end: int) -> bool:
    """Whether a word may begin at a name's first letter."""
    before = text[start - 1] if start else ""
    script = script_of(text[start])
    if script is HAN:
        if count_letters(text[start:end]) > 2 or script_of(before) is not HAN:
            return not (before.isascii() and before.isalnum() and script is None)
        return text[max(start - LONGEST, 0) : start].endswith(tuple(BEFORE))
    if script in (HIRAGANA, KATAKANA):
        return script_of(before) is not script
    return not before.isalnum() and before != "_"


def ends(text: str, start: int, end: int) -> bool:
    """Whether a word may end at a name's last letter, its particles counted in."""
    after = text[end : end + 1]
    script = script_of(text[end - 1])
    if script is HAN:
        if count_letters(text[start:end]) > 2 or script_of(after) is not HAN:
            return True
        return text.startswith(tuple(AFTER), end)
    if script is KATAKANA:
        return script_of(after) is not KATAKANA
    if script is HIRAGANA:
        rest = HIRAGANA.match(text, end)
        return not rest or not rest[0] or rest[0] in KANA_PARTICLES
    if script is HANGUL or script_of(after) is HANGUL:
        return ends_korean(text, end, count_letters(text[start:end]))
    return not after.isalnum() and after != "_"


def count_letters(text: str) -> int:
    """How many letters a name has, without what stands between its parts."""
    return sum(char.isalnum() for char in text)


def ends_korean(text: str, end: int, letters: int = 3) -> bool:
    """Whether the rest of a Korean word is a title, particles, or both."""
    match = HANGUL.match(text, end)
    rest = match[0] if match else ""
    if is_letter(text, end + len(rest)):
        return False
    if not rest:
        return True
    if letters <= 2 and len(rest) == 1:
        return rest in NEVER_IN_NAMES and is_particle(text[end - 1], rest)
    if is_particle(text[end - 1], rest):
        return True
    titles = [title for title in TITLES if rest.startswith(title)]
    return any(rest == title or is_particle(title[-1], rest[len(title) :]) for title in titles)


def is_particle(last: str, rest: str) -> bool:
    """Whether letters are a particle that may follow a letter: 은 after 은, 는 after 무."""
    if rest in AFTER_EITHER:
        return True
    code = ord(last) - 0xAC00
    # After another script's letter its sound is not known.
    final = code % LAST_CONSONANT if 0 <= code < 11172 else None
    fitting = {*(AFTER_CONSONANT if final or final is None else [])}
    fitting |= {*(AFTER_VOWEL if not final else [])}
    if final == RIEUL:
        fitting = {one for one in fitting if not one.startswith("으로")}
        fitting |= {one for one in AFTER_VOWEL if one.startswith("로")}
    if rest in fitting:
        return True
    return any(
        rest == first + second for first in ENDINGS.keys() & fitting for second in ENDINGS[first]
    )
