import Foundation
import TestSupport
import Testing

@testable import Storage

@Suite struct WorkFilesTests {
    @Test func whatAKilledProcessLeftIsRemovedHoursLater() throws {
        let folder = TestFolder.path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let (left, used) = (WorkFiles.path(in: folder), WorkFiles.path(in: folder))
        let now = 1_900_000_000.0
        for (path, age) in [(left, 7.0), (used, 5.0)] {
            try Data("secret".utf8).write(to: URL(fileURLWithPath: path))
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: now - age * 3600)], ofItemAtPath: path)
        }
        try WorkFiles.sweep(folder, now: now)
        #expect(!FileManager.default.fileExists(atPath: left))
        #expect(FileManager.default.fileExists(atPath: used))
    }
}
