import LanguageModel
package import Storage

/// Makes reports of `ai_usage_logs` and `ai_attempts`: three statements, each reading the answers of the span once, and one more
/// over the attempts where those count.
package struct UsageReports: Sendable {
    /// The most groups of one report.
    package static let mostGroups = 1200

    private let database: any Database

    package init(database: any Database) {
        self.database = database
    }

    /// - Throws: ``Storage/StorageError``
    package func report(_ query: UsageQuery) async throws -> UsageReport {
        try await database.read { session in
            let found = try UsageStatements(query, session.dialect).figures(in: session)
            let ofAttempts = query.grouping?.isOfAttempts ?? false
            let groups: [UsageGroup] =
                switch query.grouping {
                case nil: []
                case .day: query.span.days.map { UsageGroup($0, found.groups[$0] ?? UsageFigures(), ofAttempts: false) }
                default: found.groups.map { UsageGroup($0, $1, ofAttempts: ofAttempts) }.sorted { $0.precedes($1) }
                }
            return UsageReport(
                query: query, totals: UsageGroup(nil, found.totals, ofAttempts: false),
                groups: Array(groups.prefix(Self.mostGroups)), isCut: groups.count > Self.mostGroups)
        }
    }
}

extension UsageGroup {
    fileprivate init(_ key: String?, _ figures: UsageFigures, ofAttempts: Bool) {
        self.init(
            key: key, figures: figures,
            errorShare: share(figures.failed, of: ofAttempts ? figures.attempts : figures.answers))
    }

    fileprivate func precedes(_ other: UsageGroup) -> Bool {
        (figures.answers, figures.attempts, other.key ?? "") > (other.figures.answers, other.figures.attempts, key ?? "")
    }
}

/// The statements behind one report.
private struct UsageStatements {
    let query: UsageQuery
    /// The group of a row.
    let key: String

    init(_ query: UsageQuery, _ dialect: SQLDialect) {
        self.query = query
        key = query.grouping.map { $0.column ?? query.span.dayExpression(dialect) } ?? "NULL"
    }

    func figures(in session: any SQLSession) throws -> (totals: UsageFigures, groups: [String?: UsageFigures]) {
        var totals = UsageFigures()
        var groups: [String?: UsageFigures] = [:]
        let (condition, arguments) = answers
        for row in try session.query(Self.select(key, Self.answerCounts, from: "ai_usage_logs", condition), arguments) {
            let figures = UsageFigures(answers: row)
            groups[row["k"].text] = figures
            try totals.add(figures)
        }
        if query.grouping?.isOfAttempts == true {
            let (condition, arguments) = attempts
            for row in try session.query(Self.select(key, Self.attemptCounts, from: "ai_attempts", condition), arguments) {
                groups[row["k"].text, default: UsageFigures()].takeAttempts(row)
            }
        }
        for (column, path) in [("latency_ms", \UsageFigures.latency), ("first_content_ms", \.firstContent)] {
            var all = Distribution()
            var each: [String?: Distribution] = [:]
            for row in try session.query(Distribution.statement(of: column, key: key, condition), arguments) {
                all.add(row)
                each[row["k"].text, default: Distribution()].add(row)
            }
            totals[keyPath: path] = all.percentiles
            for (key, distribution) in each { groups[key]?[keyPath: path] = distribution.percentiles }
        }
        return (totals, groups)
    }

    /// Which answers count.
    private var answers: (condition: String, arguments: [SQLValue]) {
        var (conditions, arguments) = span
        for dimension in UsageDimension.allCases {
            guard let column = dimension.column, let value = query.filter[dimension] else { continue }
            conditions.append("\(column) = ?")
            arguments.append(.text(value))
        }
        if let owner = query.owner {
            conditions.append("(user_id = ? OR key_id = ?)")
            arguments += [.text(owner), .text(owner)]
        }
        return (conditions.joined(separator: " AND "), arguments)
    }

    /// Which attempts count: those of these answers, and of the models asked for. Probes are no one's answer.
    private var attempts: (condition: String, arguments: [SQLValue]) {
        var (conditions, arguments) = span
        var rest = query
        for dimension in UsageDimension.allCases where dimension.isOfAttempts {
            guard let column = dimension.column, let value = rest.filter.removeValue(forKey: dimension) else { continue }
            conditions.append("\(column) = ?")
            arguments.append(.text(value))
        }
        if rest.filter.isEmpty, rest.owner == nil {
            conditions.append("request_id NOT LIKE 'probe!_%' ESCAPE '!'")
        } else {
            let (condition, more) = UsageStatements(query: rest, key: key).answers
            conditions.append("request_id IN (SELECT request_id FROM ai_usage_logs WHERE \(condition))")
            arguments += more
        }
        return (conditions.joined(separator: " AND "), arguments)
    }

    private init(query: UsageQuery, key: String) {
        self.query = query
        self.key = key
    }

    private var span: (conditions: [String], arguments: [SQLValue]) {
        let bounds = [query.span.start, query.span.end].map { SQLValue.text(Timestamp(seconds: $0).description) }
        return (["created_at >= ?", "created_at < ?"], bounds)
    }

    private static func select(_ key: String, _ counts: String, from table: String, _ condition: String) -> String {
        "SELECT \(key) AS k, \(counts), \(sums) FROM \(table) WHERE \(condition) GROUP BY 1"
    }

    private static let answerCounts = """
        COUNT(*) AS answers, SUM(attempts) AS attempts, SUM(CASE WHEN outcome = 'completed' THEN 1 ELSE 0 END) AS completed,
        SUM(CASE WHEN outcome IN ('failed', 'interrupted') THEN 1 ELSE 0 END) AS failed,
        SUM(CASE WHEN fallback THEN 1 ELSE 0 END) AS fallbacks
        """

    private static let attemptCounts = """
        COUNT(*) AS attempts, SUM(CASE WHEN failure IS NOT NULL AND failure <> 'cancelled' THEN 1 ELSE 0 END) AS failed
        """

    private static let sums = """
        SUM(input_tokens) AS input, SUM(cached_input_tokens) AS cached_input, SUM(cache_write_tokens) AS cache_write,
        SUM(output_tokens) AS output, SUM(reasoning_tokens) AS reasoning, SUM(audio_input_tokens) AS audio_input,
        SUM(audio_output_tokens) AS audio_output, SUM(cost_picodollars) AS cost,
        SUM(CASE WHEN input_tokens IS NOT NULL AND cost_picodollars IS NULL THEN 1 ELSE 0 END) AS unpriced,
        SUM(CASE WHEN tokens_estimated THEN 1 ELSE 0 END) AS estimated
        """
}

extension UsageFigures {
    fileprivate init(answers row: SQLRow) {
        self.init()
        answers = row["answers"].integer ?? 0
        completed = row["completed"].integer ?? 0
        fallbacks = row["fallbacks"].integer ?? 0
        takeAttempts(row)
    }

    /// - Throws: ``Storage/StorageError/unreadable(_:)`` where the sum is more than ``LanguageModel/Money`` holds.
    fileprivate mutating func add(_ other: UsageFigures) throws {
        answers += other.answers
        completed += other.completed
        failed += other.failed
        attempts += other.attempts
        fallbacks += other.fallbacks
        usage = usage + other.usage
        unpriced += other.unpriced
        estimated += other.estimated
        guard let more = other.knownCost else { return }
        guard let sum = (knownCost ?? .zero).adding(more) else {
            throw StorageError.unreadable("the cost is more than can be counted")
        }
        knownCost = sum
    }

    /// The part that answers and attempts have in common; of attempts it takes the place of the answers'.
    fileprivate mutating func takeAttempts(_ row: SQLRow) {
        func count(_ column: String) -> Int { row[column].integer ?? 0 }
        attempts = count("attempts")
        failed = count("failed")
        usage = Usage(
            input: count("input"), cachedInput: count("cached_input"), cacheWrite: count("cache_write"), output: count("output"),
            reasoning: count("reasoning"), audioInput: count("audio_input"), audioOutput: count("audio_output"))
        knownCost = row["cost"].integer.map { Money(picodollars: Int64($0)) }
        unpriced = count("unpriced")
        estimated = count("estimated")
    }
}
