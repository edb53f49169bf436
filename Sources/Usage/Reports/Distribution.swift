import Storage

/// How often which times were measured, in classes that grow with the time: a class is at most 2.5 % wide, and a millisecond
/// below 100. The database counts classes in less than half the time that it takes to put single values in order.
struct Distribution {
    private struct Class {
        var count = 0
        /// The longest time in it.
        var longest = 0.0
    }

    private var classes: [Int: Class] = [:]

    mutating func add(_ row: SQLRow) {
        guard let number = row["class"].integer, let count = row["n"].integer, let longest = row["longest"].real else { return }
        classes[number, default: Class()].count += count
        classes[number, default: Class()].longest = max(classes[number]?.longest ?? 0, longest)
    }

    /// By nearest rank; each the longest time of its class. nil when nothing was measured.
    var percentiles: UsageFigures.Percentiles? {
        let ordered = classes.sorted { $0.key < $1.key }.map(\.value)
        let total = ordered.reduce(0) { $0 + $1.count }
        func value(_ percent: Int) -> Double? {
            var counted = 0
            for each in ordered {
                counted += each.count
                if counted * 100 >= total * percent { return each.longest }
            }
            return nil
        }
        guard let p50 = value(50), let p95 = value(95), let p99 = value(99) else { return nil }
        return .init(p50: p50, p95: p95, p99: p99)
    }

    /// Counts the classes of `column` by group, for answers that came whole.
    static func statement(of column: String, key: String, _ condition: String) -> String {
        """
        SELECT k, \(classExpression) AS class, COUNT(*) AS n, MAX(v) AS longest FROM (
            SELECT \(key) AS k, \(column) AS v FROM ai_usage_logs
            WHERE \(condition) AND outcome = 'completed' AND \(column) IS NOT NULL) measured
        GROUP BY 1, 2
        """
    }

    /// Up to which time classes have which width, in milliseconds.
    private static let widths: [(below: Int, width: Int)] = [
        (100, 1), (200, 2), (500, 5), (1000, 10), (2000, 20), (5000, 50), (10_000, 100), (20_000, 200), (50_000, 500),
        (100_000, 1000), (200_000, 2000), (.max, 5000),
    ]

    /// Numbers grow with the time; whether the database rounds or cuts off is no matter.
    private static let classExpression: String = {
        var cases: [String] = []
        var (start, first) = (0, 0)
        for (below, width) in widths {
            let number = "CAST((v - \(start)) / \(width) AS BIGINT) + \(first)"
            cases.append(below == .max ? "ELSE \(number)" : "WHEN v < \(below) THEN \(number)")
            guard below < .max else { break }
            first += (below - start) / width
            start = below
        }
        return "CASE \(cases.joined(separator: " ")) END"
    }()
}
