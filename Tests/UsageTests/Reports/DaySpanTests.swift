import Foundation
import Testing

@testable import Usage

@Suite struct DaySpanTests {
    /// 2026-11-21 12:00:00 UTC.
    private let noon = 1_795_262_400.0

    @Test func isTheLastThirtyDaysUnlessToldOtherwise() throws {
        let span = try DaySpan(now: noon)
        #expect(span.days.count == 30)
        #expect(span.first == "2026-10-23")
        #expect(span.last == "2026-11-21")
        #expect(span.end - span.start == 30 * 86_400)
        #expect(span.name == "UTC")
    }

    @Test func aDayIsWhatItIsInItsZone() throws {
        let berlin = try DaySpan(first: "2026-11-21", last: "2026-11-21", zone: "Europe/Berlin", now: noon)
        #expect(berlin.start == noon - 13 * 3600)
        #expect(berlin.end == noon + 11 * 3600)
        #expect(try DaySpan(zone: "Pacific/Kiritimati", now: noon).last == "2026-11-22")
        #expect(try DaySpan(zone: "Asia/Kathmandu", now: noon).offsets.map(\.seconds) == [20_700])
    }

    @Test func daysOnWhichClocksChangeAreLongerOrShorter() throws {
        let spring = try DaySpan(first: "2026-03-28", last: "2026-03-30", zone: "Europe/Berlin", now: noon)
        #expect(spring.days == ["2026-03-28", "2026-03-29", "2026-03-30"])
        #expect(spring.end - spring.start == 71 * 3600)
        #expect(spring.offsets.map(\.seconds) == [3600, 7200])
        let autumn = try DaySpan(first: "2026-10-25", last: "2026-10-25", zone: "Europe/Berlin", now: noon)
        #expect(autumn.end - autumn.start == 25 * 3600)
    }

    @Test(arguments: [
        (first: "2026-02-30", last: "", zone: "", field: "from"), (first: "21.11.2026", last: "", zone: "", field: "from"),
        (first: " ", last: "", zone: "", field: "from"), (first: "", last: "2026-1-1", zone: "", field: "to"),
        (first: "", last: "", zone: "Mars/Olympus", field: "tz"), (first: "", last: "", zone: "CET", field: "tz"),
        (first: "2026-11-22", last: "2026-11-21", zone: "", field: "from"),
        (first: "1990-01-01", last: "2026-11-21", zone: "", field: "from"),
        (first: "1969-12-31", last: "1970-01-01", zone: "", field: "from"),
        (first: "", last: "9999-99-99", zone: "", field: "to"),
    ])
    func whatIsNoSpanIsRefused(_ said: (first: String, last: String, zone: String, field: String)) {
        func given(_ text: String) -> String? { text.isEmpty ? nil : text }
        let fault = #expect(throws: DaySpan.Fault.self) {
            _ = try DaySpan(first: given(said.first), last: given(said.last), zone: given(said.zone), now: noon)
        }
        #expect(fault?.field == said.field)
    }
}
