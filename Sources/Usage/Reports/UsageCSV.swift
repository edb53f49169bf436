import LanguageModel

extension UsageReport {
    /// The groups as comma-separated values with a line of names, for spreadsheets; a cell that one of them would take for a
    /// formula is told to be text by an apostrophe.
    /// - Parameter names: what people call users and keys; by their identifiers.
    package func csv(names: [String: String] = [:]) -> String {
        let grouping = query.grouping?.rawValue ?? "total"
        let header =
            [grouping, "name", "answers", "completed", "failed", "attempts", "fallbacks"]
            + TokenClass.allCases.map { "\($0.rawValue)_tokens" }
            + [
                "cost_usd", "unpriced", "estimated", "latency_p50_ms", "latency_p95_ms", "latency_p99_ms", "first_content_p50_ms",
                "first_content_p95_ms", "first_content_p99_ms", "fallback_share", "error_share", "cache_share",
            ]
        let rows = (query.grouping == nil ? [totals] : groups).map { group in
            [csvText(group.key ?? ""), csvText(group.key.flatMap { names[$0] } ?? "")] + group.csvNumbers
        }
        return ([header] + rows).map { $0.joined(separator: ",") + "\r\n" }.joined()
    }
}

extension UsageGroup {
    fileprivate var csvNumbers: [String] {
        let counts = [figures.answers, figures.completed, figures.failed, figures.attempts, figures.fallbacks]
        let tokens = TokenClass.allCases.map { figures.usage[$0] }
        let times = [figures.latency, figures.firstContent].flatMap { [$0?.p50, $0?.p95, $0?.p99] }
        let shares = [figures.fallbackShare, errorShare, figures.cacheShare]
        return (counts + tokens).map(String.init) + [
            figures.cost?.description ?? "", String(figures.unpriced), String(figures.estimated),
        ]
            + times.map { $0.map { String(($0 * 10).rounded() / 10) } ?? "" }
            + shares.map { $0.map { String(($0 * 10_000).rounded() / 10_000) } ?? "" }
    }
}

/// A cell of text.
func csvText(_ text: String) -> String {
    var text = text
    if let first = text.unicodeScalars.first, "=+-@＝＋－＠\t\r\n".unicodeScalars.contains(first) { text = "'" + text }
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
}
