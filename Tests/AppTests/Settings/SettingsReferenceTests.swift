import Foundation
import Testing

@testable import App

@Suite struct SettingsReferenceTests {
    /// With `UPDATE_REFERENCE=1` in the environment the page is brought up to date instead.
    @Test func theReferenceInTheDocsIsCurrent() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = root.appending(path: "docs/configuration.md")
        let page = try String(contentsOf: file, encoding: .utf8)
        let start = try #require(page.range(of: "<!-- reference: made by SettingsReferenceTests -->\n"))
        let end = try #require(page.range(of: "<!-- end of the reference -->"))
        if ProcessInfo.processInfo.environment["UPDATE_REFERENCE"] == "1" {
            let updated = page[..<start.upperBound] + settingsReference() + page[end.lowerBound...]
            try String(updated).write(to: file, atomically: true, encoding: .utf8)
            return
        }
        #expect(
            page[start.upperBound..<end.lowerBound] == settingsReference(),
            "docs/configuration.md is stale; run: UPDATE_REFERENCE=1 swift test --filter SettingsReferenceTests")
    }
}
