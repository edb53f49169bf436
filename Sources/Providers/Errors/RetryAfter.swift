import Foundation

/// The Retry-After header: seconds, or a date.
package enum RetryAfter {
    /// - Parameter now: wall clock, seconds since 1970.
    /// - Returns: never negative; nil for what is neither.
    package static func parse(_ text: String, now: Double) -> Duration? {
        if let seconds = Double(text.trimmingCharacters(in: .whitespaces)), seconds.isFinite {
            return .seconds(min(max(0, seconds), 1e9))
        }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return formatter.date(from: text).map { .seconds(max(0, $0.timeIntervalSince1970 - now)) }
    }
}
