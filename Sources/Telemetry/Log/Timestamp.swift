/// Appends `wallClock` (seconds since 1970) as `2026-11-21T08:00:00.123Z`.
///
/// Written by hand because every log line has one and a date formatter costs more than the rest of the line.
func appendTimestamp(_ wallClock: Double, to bytes: inout [UInt8]) {
    let milliseconds = Int((wallClock * 1000).rounded(.down))
    let seconds = milliseconds.floorDivided(by: 1000)
    let days = seconds.floorDivided(by: 86_400)
    let secondOfDay = seconds - days * 86_400
    let date = civilDate(daysSince1970: days)
    appendPadded(date.year, width: 4, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    appendPadded(date.month, width: 2, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    appendPadded(date.day, width: 2, to: &bytes)
    bytes.append(UInt8(ascii: "T"))
    appendPadded(secondOfDay / 3600, width: 2, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    appendPadded(secondOfDay / 60 % 60, width: 2, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    appendPadded(secondOfDay % 60, width: 2, to: &bytes)
    bytes.append(UInt8(ascii: "."))
    appendPadded(milliseconds - seconds * 1000, width: 3, to: &bytes)
    bytes.append(UInt8(ascii: "Z"))
}

/// The Gregorian date, counted in eras of 400 years that begin on the first of March, so that leap days come last.
private func civilDate(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = shifted.floorDivided(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
}

private func appendPadded(_ number: Int, width: Int, to bytes: inout [UInt8]) {
    var divisor = 1
    for _ in 1..<width { divisor *= 10 }
    while divisor > 0 {
        bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
        divisor /= 10
    }
}

extension Int {
    fileprivate func floorDivided(by divisor: Int) -> Int {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
