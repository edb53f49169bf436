import Testing

@testable import Chat

@Suite struct PictureFileTests {
    /// One transparent pixel.
    static let png: [UInt8] = [
        0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00, 0x01,
        0x00, 0x00, 0x00, 0x01, 0x08, 0x06, 0x00, 0x00, 0x00, 0x1F, 0x15, 0xC4, 0x89, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x44, 0x41,
        0x54, 0x78, 0xDA, 0x63, 0x64, 0x60, 0xF8, 0x5F, 0x0F, 0x00, 0x02, 0x87, 0x01, 0x80, 0xEB, 0x47, 0xBA, 0x92, 0x00, 0x00,
        0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
    ]

    @Test func knowsAPictureByItsOwnBytes() throws {
        #expect(try PictureFile(Self.png).format == .png)
        #expect(try PictureFile([0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x10, 0xFF, 0xD9]).format == .jpeg)
        let webp = Array("RIFF".utf8) + [0x20, 0, 0, 0] + Array("WEBPVP8 ".utf8) + Array(repeating: 0, count: 16)
        #expect(try PictureFile(webp).format == .webp)
    }

    @Test(arguments: [
        [], Array("<svg xmlns=\"http://www.w3.org/2000/svg\"/>".utf8), Array("GIF89a".utf8), Array("<html>".utf8),
        Array(PictureFileTests.png.prefix(20)), [0xFF, 0xD8, 0xFF, 0xE0, 0x00],
        Array("RIFF____WAVEfmt ____________".utf8),
    ])
    func refusesWhatIsNoPicture(bytes: [UInt8]) {
        #expect(throws: AssistantError.self) { try PictureFile(bytes) }
    }

    @Test func refusesWhatIsTooLarge() {
        let error = #expect(throws: AssistantError.self) {
            try PictureFile(Self.png + Array(repeating: 0, count: PictureFile.limit))
        }
        #expect(error == .invalid(field: "picture", reason: "must have at most 256 KiB"))
    }
}
