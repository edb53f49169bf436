import Testing

@testable import Web

@Suite struct HealthReportTests {
    @Test func isOkWhenEveryPartWorks() {
        let report = HealthReport(parts: ["database": true, "ledger": true], canAnswer: true)
        #expect(report.status == "ok")
        #expect(report.checks.mapValues(\.status) == ["database": "ok", "ledger": "ok", "models": "ok"])
    }

    @Test func isDegradedWhileEveryModelIsOut() {
        let report = HealthReport(parts: ["database": true], canAnswer: false)
        #expect(report.status == "degraded")
        #expect(report.checks["models"]?.status == "down")
    }

    @Test func isDownWhenAPartThatMustWorkDoesNot() {
        #expect(HealthReport(parts: ["database": false, "ledger": true], canAnswer: true).status == "down")
        #expect(HealthReport(parts: ["database": false], canAnswer: false).status == "down")
    }
}
