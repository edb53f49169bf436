/// What the chat page says of limits; see ``Words``. The last four are what a limit is of.
package struct LimitWords: Sendable, Hashable, Encodable {
    /// Under a question that was not answered.
    var spent: String
    var tooFast: String
    var unpriced: String
    /// `{left}`, `{limit}`, `{period}` and `{time}`
    var spentDetail: String
    /// `{left}`, `{limit}` and `{period}`
    var tooFastDetail: String
    /// `{percent}`, `{limit}`, `{period}` and `{time}`
    var warning: String
    var requests_per_minute: String
    var tokens_per_minute: String
    var dollars_per_day: String
    var dollars_per_month: String

    static let english = LimitWords(
        spent: "This was not answered: the budget is used up.",
        tooFast: "This was not answered: too much was asked within a minute.",
        unpriced: "This was not answered: money is limited, and the model has no price.",
        spentDetail:
            "This was not answered: {left} of {limit} {period} is left, and it could have cost more. It renews on {time}.",
        tooFastDetail: "This was not answered: {left} of {limit} {period} are left. Please try again in a moment.",
        warning: "{percent} % of {limit} {period} is used. It renews on {time}.",
        requests_per_minute: "requests a minute",
        tokens_per_minute: "tokens a minute",
        dollars_per_day: "for the day",
        dollars_per_month: "for the month")

    static let german = LimitWords(
        spent: "Nicht beantwortet: Das Budget ist aufgebraucht.",
        tooFast: "Nicht beantwortet: In einer Minute wurde zu viel gefragt.",
        unpriced: "Nicht beantwortet: Das Geld ist begrenzt, und das Modell hat keinen Preis.",
        spentDetail:
            "Nicht beantwortet: Von {limit} {period} sind {left} übrig, und es hätte mehr kosten können. Neues Budget ab {time}.",
        tooFastDetail: "Nicht beantwortet: Von {limit} {period} sind {left} übrig. Bitte gleich noch einmal versuchen.",
        warning: "{percent} % von {limit} {period} sind verbraucht. Neues Budget ab {time}.",
        requests_per_minute: "Anfragen je Minute",
        tokens_per_minute: "Token je Minute",
        dollars_per_day: "für den Tag",
        dollars_per_month: "für den Monat")

    static let chinese = LimitWords(
        spent: "未回答：预算已用完。",
        tooFast: "未回答：一分钟内的请求过多。",
        unpriced: "未回答：费用受限，而该模型没有价格。",
        spentDetail: "未回答：{period} {limit} 中还剩 {left}，而这次可能花费更多。将于 {time} 恢复。",
        tooFastDetail: "未回答：{period} {limit} 中还剩 {left}。请稍后再试。",
        warning: "{period} {limit} 已使用 {percent}%。将于 {time} 恢复。",
        requests_per_minute: "每分钟请求",
        tokens_per_minute: "每分钟令牌",
        dollars_per_day: "当日预算",
        dollars_per_month: "当月预算")

    static let arabic = LimitWords(
        spent: "لم تتم الإجابة: نفدت الميزانية.",
        tooFast: "لم تتم الإجابة: عدد الطلبات خلال دقيقة كبير جدًا.",
        unpriced: "لم تتم الإجابة: الإنفاق محدود، وليس لهذا النموذج سعر.",
        spentDetail: "لم تتم الإجابة: بقي {left} من {limit} {period}، وقد تكون التكلفة أكبر. تتجدد في {time}.",
        tooFastDetail: "لم تتم الإجابة: بقي {left} من {limit} {period}. يُرجى المحاولة بعد قليل.",
        warning: "استُخدم {percent}٪ من {limit} {period}. تتجدد في {time}.",
        requests_per_minute: "طلب في الدقيقة",
        tokens_per_minute: "رمز في الدقيقة",
        dollars_per_day: "لهذا اليوم",
        dollars_per_month: "لهذا الشهر")
}
