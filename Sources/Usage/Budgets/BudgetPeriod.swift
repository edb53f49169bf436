package import Foundation

/// A day or a month of the calendar.
package struct BudgetPeriod: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case day
        case month
    }

    package var kind: Kind
    /// Its name in the database: `2026-11-21` or `2026-11`.
    package var name: String
    /// Seconds since 1970.
    package var begins: Double
    /// When the next one begins.
    package var ends: Double
}

/// The calendar by which money is counted.
package struct BudgetCalendar: Sendable, Hashable {
    private let calendar: Calendar

    package init(timeZone: TimeZone = .gmt) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        self.calendar = calendar
    }

    /// The period in which `moment` (seconds since 1970) lies.
    package func period(_ kind: BudgetPeriod.Kind, at moment: Double) -> BudgetPeriod {
        let date = Date(timeIntervalSince1970: moment)
        let unit: Calendar.Component = kind == .day ? .day : .month
        let parts = calendar.dateComponents([.year, .month, .day], from: date)
        let interval = calendar.dateInterval(of: unit, for: date)
        let month = "\(parts.year ?? 0)-\(Self.two(parts.month))"
        return BudgetPeriod(
            kind: kind, name: kind == .day ? "\(month)-\(Self.two(parts.day))" : month,
            begins: interval?.start.timeIntervalSince1970 ?? moment,
            ends: interval?.end.timeIntervalSince1970 ?? moment + 86_400)
    }

    private static func two(_ number: Int?) -> String {
        let text = String(number ?? 0)
        return text.count < 2 ? "0" + text : text
    }
}
