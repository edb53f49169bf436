import Foundation
import Logging
import TestSupport
import Testing

@testable import Telemetry

@Suite struct LogTests {
    private func line(
        _ format: LogFormat, _ message: String, _ metadata: Logger.Metadata = [:], level: Logger.Level = .info,
        at time: Double = 1_795_248_000.123
    ) -> String {
        String(
            decoding: format.line(wallClock: time, label: "chat", level: level, message: message, metadata: metadata),
            as: UTF8.self)
    }

    @Test func aTextLineIsReadable() {
        #expect(
            line(.text, "Attempting model 1/5: gemini-exp-1206", ["request_id": "4f2a", "a": "two words"])
                == "2026-11-21T08:00:00.123Z info  Attempting model 1/5: gemini-exp-1206 a=\"two words\" request_id=4f2a\n")
    }

    @Test func anErrorIsInTheCapitalsThatOperatorsLookFor() {
        #expect(line(.text, "No room", level: .error) == "2026-11-21T08:00:00.123Z ERROR No room\n")
        #expect(line(.text, "No room", level: .critical) == "2026-11-21T08:00:00.123Z FATAL No room\n")
    }

    @Test func aJSONLineIsOneObjectThatKeepsNumbers() throws {
        let text = line(.json, "say \"hi\"\n", ["n": .stringConvertible(3), "list": .array(["x"]), "time": "mine"])
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(text.filter { $0 == "\n" }.count == 1)
        #expect(object["message"] as? String == "say \"hi\"\n")
        #expect(object["n"] as? Int == 3)
        #expect(object["list"] as? [String] == ["x"])
        #expect(object["time"] as? String == "2026-11-21T08:00:00.123Z")
        #expect(object["time_"] as? String == "mine")
        #expect(object["level"] as? String == "info")
    }

    @Test(arguments: [LogFormat.text, .json]) func nothingInAMessageCanForgeALine(format: LogFormat) {
        let text = line(format, "a\n2026 fatal\r\u{1B}[2J\u{85}\u{2028}\u{202E}", ["k\n": "v\nw"])
        #expect(text.unicodeScalars.filter { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }.count == 1)
        #expect(!text.unicodeScalars.contains { $0 == "\u{2028}" || $0 == "\u{202E}" })
    }

    @Test(arguments: [
        "password", "access_token", "apiKey", "X-Api-Key", "Authorization", "set-cookie", "client_secret", "api_key",
    ])
    func aValueWhoseNameLooksSecretIsBlottedOut(key: String) {
        #expect(!line(.text, "m", [key: "hush"]).contains("hush"))
        #expect(!line(.json, "m", ["outer": .dictionary([key: "hush"])]).contains("hush"))
    }

    @Test(arguments: ["tokens", "token_count", "key_id", "first_token_ms", "model", "author"])
    func aValueThatOnlySpeaksOfSecretsIsShown(key: String) {
        #expect(line(.text, "m", [key: "12"]).contains("\(key)=12"))
    }

    @Test(arguments: [
        (0.0, "1970-01-01T00:00:00.000Z"), (951_827_696.5, "2000-02-29T12:34:56.500Z"), (-1.0, "1969-12-31T23:59:59.000Z"),
        (4_107_542_399.999, "2100-02-28T23:59:59.999Z"), (1_709_251_199.0, "2024-02-29T23:59:59.000Z"),
    ]) func aTimestampIsTheRightDay(time: Double, text: String) {
        #expect(line(.text, "m", at: time).hasPrefix(text))
    }

    @Test func aFileIsSetAsideWhenItIsFullAndTheOldestGoes() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/u.log"
        let log = try LogDestination(file: LogDestination.File(path: path, maxSize: 10, keep: 2))
        for text in ["first-", "second", "third-", "fourth"] { log.write(Array("\(text)\n".utf8)) }
        #expect(try folder.read("u.log") == "fourth\n")
        #expect(try folder.read("u.log.1") == "third-\n")
        #expect(try folder.read("u.log.2") == "second\n")
        #expect(!FileManager.default.fileExists(atPath: "\(path).3"))
    }

    @Test func aFileThatWasMovedAwayIsOpenedAnew() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/u.log"
        let log = try LogDestination(file: LogDestination.File(path: path, maxSize: 1000, keep: 2))
        log.write(Array("one\n".utf8))
        try FileManager.default.moveItem(atPath: path, toPath: "\(path).old")
        log.reopen()
        log.write(Array("two\n".utf8))
        #expect(try folder.read("u.log") == "two\n")
        #expect(try folder.read("u.log.old") == "one\n")
    }

    @Test func aFileThatCannotBeOpenedIsAnError() {
        #expect(throws: LogDestination.CannotOpen.self) {
            try LogDestination(file: LogDestination.File(path: "/nowhere/at/all/u.log", maxSize: 10, keep: 1))
        }
    }

    @Test func linesOfManyTasksNeverMix() async throws {
        let folder = try TemporaryFolder()
        let log = try LogDestination(file: LogDestination.File(path: "\(folder.path)/u.log", maxSize: 1_000_000, keep: 1))
        let body = Array((String(repeating: "x", count: 300) + "\n").utf8)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { for _ in 0..<50 { log.write(body) } } }
        }
        let lines = try folder.read("u.log").split(separator: "\n")
        #expect(lines.count == 400)
        #expect(lines.allSatisfy { $0.count == 300 })
    }

    @Test func theHandlerJoinsItsOwnMetadataWithTheCalls() throws {
        let folder = try TemporaryFolder()
        let log = try LogDestination(file: LogDestination.File(path: "\(folder.path)/u.log", maxSize: 100_000, keep: 1))
        var logger = Logger(label: "chat") { label in
            LineLogHandler(label: label, level: .info, format: .text, destination: log, time: TestClock())
        }
        logger[metadataKey: "request_id"] = "r1"
        logger.debug("unseen")
        logger.warning("rate limit", metadata: ["model": "gemini:a"])
        #expect(try folder.read("u.log") == "2023-11-14T22:13:20.000Z warn  rate limit model=gemini:a request_id=r1\n")
    }
}

/// A folder of its own for one test, gone with the value.
final class TemporaryFolder {
    let path = NSTemporaryDirectory() + "understudy-log-\(UUID().uuidString)"

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func read(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }
}
