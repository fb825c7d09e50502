"""What a study has found, as a sentence that needs no statistics to read."""

from __future__ import annotations

from collections.abc import Mapping

from services.training.domain import effect as words
from services.training.domain.effect import Effect

_LACKS: Mapping[str, tuple[str, str]] = {
    words.FEW_TREATED: (
        "参训人员有数据者仅 {treated} 人，每组至少需 {smallest} 人",
        "only {treated} trained employees have data, and each group needs {smallest}",
    ),
    words.FEW_OTHERS: (
        "未参训人员有数据者仅 {others} 人，每组至少需 {smallest} 人",
        "only {others} not yet trained employees have data, and each group needs {smallest}",
    ),
    words.NO_OVERLAP: (
        "两组在培训前的水平没有重叠，无法比较",
        "before the training no level of one group was reached in the other",
    ),
    words.NO_SPREAD: (
        "每组内所有人的变化完全相同，无法估计误差",
        "within each group everybody changed by the same, so that no error can be estimated",
    ),
    words.EARLIER_TREND: (
        "培训前两组的变化趋势已经不同",
        "the groups were drifting apart before anybody was trained",
    ),
    words.TREND_UNKNOWN: (
        "培训前的数据不足以检验两组趋势是否一致",
        "too little is known of the time before to tell whether the groups moved alike",
    ),
}

_VERDICTS: Mapping[str, tuple[str, str]] = {
    words.IMPROVED: (
        (
            "培训后指标有所改善：参训人员比未参训人员多变化 {estimate}"
            "（95% 置信区间 {lower} 至 {upper}）。"
        ),
        (
            "The metric improved: trained employees changed by {estimate} more than the others"
            " (95 % confidence interval {lower} to {upper})."
        ),
    ),
    words.WORSENED: (
        (
            "培训后指标有所变差：参训人员比未参训人员多变化 {estimate}"
            "（95% 置信区间 {lower} 至 {upper}）。"
        ),
        (
            "The metric got worse: trained employees changed by {estimate} more than the others"
            " (95 % confidence interval {lower} to {upper})."
        ),
    ),
    words.NO_EFFECT_SHOWN: (
        "未显示效果：差异 {estimate} 的 95% 置信区间（{lower} 至 {upper}）包含零。",
        (
            "No effect is shown: the 95 % confidence interval of the difference {estimate}"
            " ({lower} to {upper}) holds zero."
        ),
    ),
}


def sentence_of(effect: Effect, *, smallest_group: int, language: str) -> str:
    """What was found, or why data do not suffice.

    Args:
        effect: the result.
        smallest_group: employees whom each group needed.
        language: `zh` or `en`.
    """
    is_english = language == "en"
    if effect.difference is not None and not effect.lacks:
        figures = {
            "estimate": effect.difference.estimate,
            "lower": effect.difference.lower,
            "upper": effect.difference.upper,
        }
        return _VERDICTS[effect.verdict][is_english].format(**figures)
    reasons = [_LACKS[one][is_english] for one in effect.lacks]
    joined = "; ".join(reasons) if is_english else "；".join(reasons)
    counts = {
        "treated": effect.treated.employees,
        "others": effect.others.employees,
        "smallest": smallest_group,
    }
    start, end = ("Data do not suffice: ", ".") if is_english else ("数据不足：", "。")
    return start + joined.format(**counts) + end
