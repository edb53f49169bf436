package import Foundation
import Storage

/// Whole days as a time zone has them, from the first to the last.
package struct DaySpan: Sendable, Hashable {
    /// Why something is no span; the parameter at fault, and what is wrong with it.
    package struct Fault: Error, Sendable, Hashable {
        package var field: String
        package var reason: String
    }

    /// The most days that one report takes.
    package static let longest = 1100

    package let zone: TimeZone
    /// The zone as it was named.
    package let name: String
    /// Each as `2026-11-21`, in order; never empty.
    package let days: [String]
    /// When the first begins and the last has ended, seconds since 1970.
    package let start: Double
    package let end: Double
    /// How far the zone is from UTC, in seconds, and until when that holds; the last one holds to the end.
    let offsets: [(until: Double, seconds: Int)]

    /// - Parameters:
    ///   - first: a day; the 29th before the last when nil.
    ///   - last: a day; today when nil.
    ///   - zone: a name such as `Europe/Berlin`; UTC when nil.
    ///   - now: seconds since 1970.
    /// - Throws: ``Fault`` for `from`, `to` or `tz`.
    package init(first: String? = nil, last: String? = nil, zone name: String? = nil, now: Double) throws(Fault) {
        guard let zone = Self.zone(named: name ?? "UTC") else {
            throw Fault(field: "tz", reason: "must be a time zone such as Europe/Berlin")
        }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let today = calendar.startOfDay(for: Date(timeIntervalSince1970: now))
        let end = try last.map { text throws(Fault) in try Self.day(text, "to", calendar) } ?? today
        let begin =
            try first.map { text throws(Fault) in try Self.day(text, "from", calendar) }
            ?? calendar.date(byAdding: .day, value: -29, to: end) ?? end
        guard begin <= end else { throw Fault(field: "from", reason: "must not be after the last day") }
        var days: [String] = []
        var day = begin
        while day <= end {
            guard days.count < Self.longest else {
                throw Fault(field: "from", reason: "must be at most \(Self.longest) days before the last day")
            }
            days.append(Self.name(of: day, calendar))
            guard let next = calendar.date(byAdding: .day, value: 1, to: day), next > day else { break }
            day = calendar.startOfDay(for: next)
        }
        self.zone = zone
        self.name = name ?? "UTC"
        self.days = days
        start = begin.timeIntervalSince1970
        self.end = day.timeIntervalSince1970
        offsets = Self.offsets(of: zone, from: begin, to: day)
    }

    package static func == (a: DaySpan, b: DaySpan) -> Bool { a.zone == b.zone && a.start == b.start && a.end == b.end }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(start)
        hasher.combine(end)
    }

    package var first: String { days.first ?? "" }
    package var last: String { days.last ?? "" }

    private static func zone(named name: String) -> TimeZone? {
        // Abbreviations mean several zones each, but for this one.
        if name == "UTC" { return TimeZone(secondsFromGMT: 0) }
        return name.contains("/") ? TimeZone(identifier: name) : nil
    }

    private static func day(_ text: String, _ field: String, _ calendar: Calendar) throws(Fault) -> Date {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let digits = parts.map(\.count) == [4, 2, 2] && parts.allSatisfy { $0.utf8.allSatisfy { (48...57).contains($0) } }
        guard digits, let year = Int(parts[0]), let month = Int(parts[1]), let number = Int(parts[2]), year >= 1970,
            let date = calendar.date(from: DateComponents(year: year, month: month, day: number)),
            name(of: date, calendar) == text
        else { throw Fault(field: field, reason: "must be a day such as 2026-11-21") }
        return calendar.startOfDay(for: date)
    }

    private static func name(of date: Date, _ calendar: Calendar) -> String {
        let parts = calendar.dateComponents([.year, .month, .day], from: date)
        func padded(_ value: Int?, _ width: Int) -> String {
            let digits = String(value ?? 0)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2))"
    }

    private static func offsets(of zone: TimeZone, from start: Date, to end: Date) -> [(until: Double, seconds: Int)] {
        var offsets: [(until: Double, seconds: Int)] = []
        var moment = start
        while let change = zone.nextDaylightSavingTimeTransition(after: moment), change > moment, change < end {
            offsets.append((change.timeIntervalSince1970, zone.secondsFromGMT(for: moment)))
            moment = change
        }
        return offsets + [(end.timeIntervalSince1970, zone.secondsFromGMT(for: moment))]
    }
}

extension DaySpan {
    /// The day of `created_at` in the span's zone, as an expression of SQL.
    func dayExpression(_ dialect: SQLDialect) -> String {
        let days = offsets.map { offset in
            switch dialect {
            case .sqlite: "date(created_at, '\(offset.seconds) seconds')"
            case .postgresql: "to_char(created_at + INTERVAL '\(offset.seconds) seconds', 'YYYY-MM-DD')"
            }
        }
        guard days.count > 1, let last = days.last else { return days.first ?? "''" }
        let cases = zip(offsets, days).dropLast().map { "WHEN created_at < '\(Timestamp(seconds: $0.until))' THEN \($1)" }
        return "CASE \(cases.joined(separator: " ")) ELSE \(last) END"
    }
}
