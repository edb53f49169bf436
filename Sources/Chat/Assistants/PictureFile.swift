/// An uploaded picture: what it is, its own bytes say, not its name or sender.
package struct PictureFile: Sendable, Hashable {
    package enum Format: String, Sendable, Hashable, CaseIterable {
        case png = "image/png"
        case jpeg = "image/jpeg"
        case webp = "image/webp"
    }

    /// Bytes.
    package static let limit = 256 << 10

    package let bytes: [UInt8]
    package let format: Format

    /// - Throws: ``AssistantError/invalid(field:reason:)`` for what is too large, or no PNG, JPEG or WebP.
    package init(_ bytes: [UInt8]) throws(AssistantError) {
        guard bytes.count <= Self.limit else {
            throw .invalid(field: "picture", reason: "must have at most \(Self.limit / 1024) KiB")
        }
        guard let format = Self.format(of: bytes) else {
            throw .invalid(field: "picture", reason: "must be a PNG, JPEG or WebP picture")
        }
        self.bytes = bytes
        self.format = format
    }

    /// By the signature at the beginning, and a first part that such a file must have.
    private static func format(of bytes: [UInt8]) -> Format? {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), bytes.count > 33,
            bytes[12..<16].elementsEqual("IHDR".utf8)
        {
            return .png
        }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]), bytes.count > 4, bytes.suffix(2).elementsEqual([0xFF, 0xD9]) { return .jpeg }
        if bytes.starts(with: "RIFF".utf8), bytes.count > 20, bytes[8..<15].elementsEqual("WEBPVP8".utf8) { return .webp }
        return nil
    }
}
