/// A moment in the form that stands in the database: `2026-11-21 08:17:38.123`, always UTC.
///
/// With a blank between date and time it compares as text with SQLite's own `datetime('now', '-1 day')`, and PostgreSQL
/// takes it for a timestamp as it is.
package struct Timestamp: Sendable, Hashable, CustomStringConvertible {
    /// Milliseconds since 1970.
    private let milliseconds: Int

    /// The moment `seconds` after 1970 began, to the millisecond; what no calendar holds becomes 1970 or 9999.
    package init(seconds: Double) {
        let latest = 253_402_300_799_999.0
        milliseconds = seconds.isFinite ? Int(min(max((seconds * 1000).rounded(), 0), latest)) : 0
    }

    /// Parses the stored form, with or without fractions of a second; nil for anything else.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 19, bytes[4] == 45, bytes[7] == 45, bytes[10] == 32 || bytes[10] == 84, bytes[13] == 58,
            bytes[16] == 58, let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), (1...12).contains(month),
            let day = number(bytes[8..<10]), (1...31).contains(day), let hour = number(bytes[11..<13]), hour < 24,
            let minute = number(bytes[14..<16]), minute < 60, let second = number(bytes[17..<19]), second < 61
        else { return nil }
        var fraction = 0
        if bytes.count >= 23, bytes[19] == 46 {
            guard let value = number(bytes[20..<23]) else { return nil }
            fraction = value
        }
        let days = daysSince1970(year: year, month: month, day: day)
        milliseconds = (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + fraction
    }

    /// Seconds since 1970.
    package var seconds: Double { Double(milliseconds) / 1000 }

    package var description: String {
        let (days, rest) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        let (year, month, day) = civilDate(daysSince1970: days)
        var text = [UInt8]()
        text.reserveCapacity(23)
        put(year, 4, into: &text)
        text.append(45)
        put(month, 2, into: &text)
        text.append(45)
        put(day, 2, into: &text)
        text.append(32)
        put(rest / 3_600_000, 2, into: &text)
        text.append(58)
        put(rest / 60_000 % 60, 2, into: &text)
        text.append(58)
        put(rest / 1000 % 60, 2, into: &text)
        text.append(46)
        put(rest % 1000, 3, into: &text)
        return String(decoding: text, as: UTF8.self)
    }
}

private func number(_ digits: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for digit in digits {
        guard (48...57).contains(digit) else { return nil }
        value = value * 10 + Int(digit - 48)
    }
    return value
}

private func put(_ value: Int, _ width: Int, into text: inout [UInt8]) {
    var divisor = 1
    for _ in 1..<width { divisor *= 10 }
    while divisor > 0 {
        text.append(48 + UInt8(value / divisor % 10))
        divisor /= 10
    }
}

/// Days of the proleptic Gregorian calendar, counted in years that begin in March so that the leap day comes last.
private func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    let shifted = month > 2 ? year : year - 1
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}

/// The reverse, for days from 1970 on.
private func civilDate(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
}
