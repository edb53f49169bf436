/// The page on which somebody reads that they have asked for too many pages.
struct RateWords: Sendable, Hashable {
    var title: String
    /// `{seconds}`
    var text: String
}

extension PageLanguage {
    var rateWords: RateWords {
        switch self {
        case .english:
            RateWords(
                title: "One moment, please",
                text: "Too many requests came from here within a minute. Nothing is lost: try again in {seconds} s.")
        case .german:
            RateWords(
                title: "Einen Augenblick, bitte",
                text:
                    "Von hier kamen zu viele Anfragen in einer Minute. Nichts ist verloren: Versuchen Sie es in {seconds} s wieder."
            )
        case .chinese:
            RateWords(title: "请稍候", text: "这里在一分钟内发出的请求过多。没有任何内容丢失：请在 {seconds} 秒后重试。")
        case .arabic:
            RateWords(
                title: "لحظة من فضلك",
                text: "وصلت من هنا طلبات كثيرة جدًا خلال دقيقة واحدة. لم يُفقد شيء: أعد المحاولة بعد {seconds} ثانية.")
        }
    }
}
