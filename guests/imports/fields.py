"""What a column of a file of guests may mean, and which meaning its header suggests. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Field:
    """`headers` are what such a column is usually called; `many` columns may be of this field."""

    key: str
    label: Any
    headers: tuple[str, ...]
    many: bool = False


# ruff: noqa: E501 Chinese words of headers
FIELDS = (
    Field("name", _("full name"), ("name", "fullname", "guest", "guestname", "姓名", "客人姓名", "宾客姓名", "客户姓名")),
    Field("family_name", _("family name"), ("familyname", "lastname", "surname", "姓")),
    Field("given_name", _("given name"), ("givenname", "firstname", "forename", "名")),
    Field("latin_name", _("latin name"), ("latinname", "englishname", "英文名", "拼音", "拉丁名")),
    Field("gender", _("gender"), ("gender", "sex", "salutation", "title", "性别", "称谓")),
    Field("birthday", _("birthday"), ("birthday", "birthdate", "dateofbirth", "dob", "生日", "出生日期")),
    Field("nationality", _("nationality"), ("nationality", "country", "国籍", "国家")),
    Field("language", _("language"), ("language", "lang", "语言", "语种")),
    Field("region", _("region"), ("region", "province", "city", "地区", "省份", "城市", "籍贯")),
    Field(
        "phone",
        _("phone"),
        ("phone", "mobile", "tel", "telephone", "cell", "手机", "手机号", "电话", "联系电话", "手机号码"),
        many=True,
    ),
    Field("email", _("e-mail"), ("email", "mail", "邮箱", "电子邮件", "电子邮箱"), many=True),
    Field("document", _("document number"), ("document", "idnumber", "passport", "证件号", "证件号码", "身份证号", "身份证")),
    Field("document_type", _("kind of document"), ("documenttype", "idtype", "证件类型", "证件种类")),
    Field("membership_number", _("membership number"), ("membership", "membershipnumber", "member", "会员号", "会员卡号")),
    Field("account", _("employer or account"), ("account", "company", "employer", "单位", "公司", "协议单位", "工作单位")),
    Field("position", _("position"), ("position", "job", "职务", "职位")),
    Field("external_id", _("number there"), ("id", "guestid", "customerid", "number", "编号", "客户编号", "客人编号", "宾客编号")),
)  # fmt: skip
BY_KEY = {field.key: field for field in FIELDS}
#: One of these says who somebody is; a file without any of them holds no guests.
NAMING = frozenset({"name", "family_name", "given_name", "latin_name", "phone", "email", "document",
                    "membership_number", "external_id"})  # fmt: skip
_HEADERS = {header: field.key for field in FIELDS for header in field.headers}


def suggested(headers: Sequence[str], saved: Mapping[str, str]) -> list[str]:
    """The field of each column ('' for none): as this source's files were read before, else by its header."""
    taken: set[str] = set()
    fields = []
    for header in headers:
        field = saved.get(header)
        if field is None:
            field = _HEADERS.get(_bare(header), "")
        if field not in BY_KEY or (field in taken and not BY_KEY[field].many):
            field = ""
        taken.add(field)
        fields.append(field)
    return fields


def repeated(columns: Sequence[str]) -> list[str]:
    """Fields that more than one column claims, though there can be one only."""
    return sorted({key for key in columns if key and columns.count(key) > 1 and not BY_KEY[key].many})


def _bare(header: str) -> str:
    """'Phone 2' and 'phone_2' are 'phone'."""
    return re.sub(r"[\s_\-.:：()（）]+|\d+$", "", header.strip().casefold())
