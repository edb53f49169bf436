import Foundation
import LanguageModel
import Storage
import TestSupport
import Testing

@testable import Knowledge

@Suite struct DocumentFolderTests {
    private let fixture: DocumentFixture
    private let watched: String
    private let collection: DocumentCollection

    init() async throws {
        fixture = try await DocumentFixture(.sqlite)
        watched = "\(fixture.folder)/watched"
        try FileManager.default.createDirectory(atPath: watched, withIntermediateDirectories: true)
        collection = try await fixture.collections.shared(named: "watched")
    }

    private func write(_ name: String, _ text: String) throws {
        try text.write(toFile: "\(watched)/\(name)", atomically: false, encoding: .utf8)
    }

    private var folder: DocumentFolder { DocumentFolder(path: watched, collection: collection.id, documents: fixture.documents) }

    private func titles() async throws -> [String] {
        try await fixture.documents.documents(in: collection.id, limit: 100).map(\.title).sorted()
    }

    @Test func aFileIsReadOnlyWhenItHasBeenLeftAloneForAWhile() async throws {
        let folder = folder
        try write("a.md", "Half")
        #expect(try await folder.look() == .init())
        fixture.clock.advance(by: .seconds(2))
        // Written to meanwhile, with a time of change that is long ago, as copies have it.
        try write("a.md", "Half, and more")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1e9)], ofItemAtPath: "\(watched)/a.md")
        #expect(try await folder.look() == .init())
        fixture.clock.advance(by: .seconds(1))
        #expect(try await folder.look() == .init())
        fixture.clock.advance(by: .seconds(1))
        #expect(try await folder.look().submissions.count == 1)
        fixture.clock.advance(by: .seconds(9))
        #expect(try await folder.look() == .init())
    }

    @Test func aFileFromTheFutureIsReadAsWell() async throws {
        try write("a.md", "Text")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 9e9)], ofItemAtPath: "\(watched)/a.md")
        #expect(try await folder.look(patience: .zero).submissions.count == 1)
    }

    @Test func aMovedFileIsFoundAllTheWhile() async throws {
        let folder = folder
        try write("a.md", "Text")
        _ = try await folder.look(patience: .zero)
        try FileManager.default.moveItem(atPath: "\(watched)/a.md", toPath: "\(watched)/b.md")
        let look = try await folder.look(patience: .zero)
        #expect(look.submissions.count == 1 && look.removed == 1)
        #expect(try await titles() == ["b.md"])
    }

    @Test func linksAreNotFollowed() async throws {
        let outside = "\(fixture.folder)/outside"
        try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: true)
        try "Secret".write(toFile: "\(outside)/secret.md", atomically: false, encoding: .utf8)
        for (link, target) in [
            ("file.md", "\(outside)/secret.md"), ("folder", outside), ("round", watched), ("broken.md", "/nowhere"),
            ("relative.md", "../outside/secret.md"),
        ] { try FileManager.default.createSymbolicLink(atPath: "\(watched)/\(link)", withDestinationPath: target) }
        try write("a.md", "Text")
        #expect(try await folder.look(patience: .zero).submissions.map(\.document.title) == ["a.md"])
    }

    @Test func hiddenFilesAndOtherKindsAreLeftOut() async throws {
        for name in [".hidden.md", "a.md~", "a.exe", "a", "a.md.part"] { try write(name, "Text") }
        #expect(mkfifo("\(watched)/pipe.md", 0o600) == 0)
        try FileManager.default.createDirectory(atPath: "\(watched)/folder.md", withIntermediateDirectories: true)
        #expect(try await folder.look(patience: .zero) == .init())
    }

    @Test func thousandsOfFilesAreTakenInOnce() async throws {
        for number in 0..<2000 {
            if number % 500 == 0 {
                try FileManager.default.createDirectory(atPath: "\(watched)/\(number / 500)", withIntermediateDirectories: true)
            }
            try write("\(number / 500)/\(number).txt", "Text \(number)")
        }
        let folder = folder
        #expect(try await folder.look(patience: .zero).submissions.count == 2000)
        #expect(try await folder.look(patience: .zero) == .init())
        #expect(try await fixture.collections.counts(of: collection.id) == [.queued: 2000])
        // After a restart nothing is read again.
        #expect(try await self.folder.look(patience: .zero) == .init())
        try FileManager.default.removeItem(atPath: "\(watched)/0")
        #expect(try await folder.look(patience: .zero).removed == 500)
    }

    @Test func aTouchedFileThatIsTheSameIsNotReadAgain() async throws {
        let folder = folder
        try write("a.md", "Text")
        _ = try await folder.look(patience: .zero)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1e9)], ofItemAtPath: "\(watched)/a.md")
        let look = try await folder.look(patience: .zero)
        #expect(look.submissions.map(\.isUnchanged) == [true])
        #expect(try await folder.look(patience: .zero) == .init())
    }

    @Test func whatIsInAFolderThatCannotBeLookedIntoIsNotGone() {
        var listing = DocumentFolder.Listing()
        #expect(!listing.hides("/docs/deep/a.md"))
        listing.unreadable = ["/docs/deep"]
        #expect(listing.hides("/docs/deep/a.md") && listing.hides("/docs/deep/er/a.md"))
        #expect(!listing.hides("/docs/deeper/a.md") && !listing.hides("/docs/a.md"))
    }
}
