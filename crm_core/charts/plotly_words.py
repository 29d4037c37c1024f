"""Plotly's own words and month names in the languages of the product; its bundle has English only."""

from typing import Any

_MONTHS = [f"{month}月" for month in range(1, 13)]
_DAYS = ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"]
_SHORT_DAYS = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"]


def _format(short_days: list[str], currency: str) -> dict[str, Any]:
    return {
        "days": _DAYS, "shortDays": short_days, "months": _MONTHS, "shortMonths": _MONTHS,
        "date": "%Y年%-m月%-d日", "decimal": ".", "thousands": ",", "grouping": [3], "currency": [currency, ""],
        "year": "%Y年", "month": "%Y年%-m月", "dayMonth": "%-m月%-d日", "dayMonthYear": "%Y年%-m月%-d日",
    }  # fmt: skip


LOCALES: dict[str, dict[str, Any]] = {
    "en-US": {"dictionary": {"Download plot as a PNG": "Save as picture", "Download plot": "Save as picture"}},
    "zh-CN": {
        "dictionary": {
            "Download plot as a PNG": "保存为图片",
            "Download plot": "保存为图片",
            "Taking snapshot - this may take a few seconds": "正在生成图片，请稍候",
            "Snapshot succeeded": "图片已保存",
            "Sorry, there was a problem downloading your snapshot!": "图片未能保存",
        },
        "format": _format(_SHORT_DAYS, "¥"),
    },
    "zh-TW": {
        "dictionary": {
            "Download plot as a PNG": "儲存為圖片",
            "Download plot": "儲存為圖片",
            "Taking snapshot - this may take a few seconds": "正在產生圖片，請稍候",
            "Snapshot succeeded": "圖片已儲存",
            "Sorry, there was a problem downloading your snapshot!": "圖片無法儲存",
        },
        "format": _format([day.replace("周", "週") for day in _SHORT_DAYS], "NT$"),
    },
}
