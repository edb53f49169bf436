import Foundation

/// EPUB: its chapters in the order in which they are read.
enum EPUBParser {
    static func parse(_ archive: ZIPArchive, into output: inout BlockOutput) throws -> CoreProperties {
        let list = try packagePath(in: archive)
        let content = try archive.unpack(list)
        let properties = try CoreProperties(content)
        let chapters = try chapters(content, in: list.split(separator: "/").dropLast().joined(separator: "/"))
        let locked = try encrypted(in: archive)
        for chapter in chapters {
            guard !locked.contains(chapter) else {
                throw ParseFailure(.passwordProtected, "The book is protected against copying.")
            }
            guard let bytes = try archive.unpackIfPresent(chapter) else { continue }
            let text = try TextDecoding.decode(bytes, declared: declaredCharset(bytes)).text
            var parser = HTMLParser()
            do {
                try parser.parse(text, into: &output)
            } catch let failure as ParseFailure where failure.code == .noText {
                // A page with nothing but a picture.
            }
        }
        return properties
    }

    private static func packagePath(in archive: ZIPArchive) throws -> String {
        let reader = try XMLReader(try archive.unpack("META-INF/container.xml"), what: "its container")
        while let event = try reader.next() {
            if event == .start("rootfile"), let path = reader.attribute("full-path") { return path }
        }
        throw ParseFailure.damaged("it does not say where its chapters are")
    }

    private static func chapters(_ list: [UInt8], in folder: String) throws -> [String] {
        let reader = try XMLReader(list, what: "the list of its chapters")
        var paths: [String: String] = [:]
        var order: [String] = []
        while let event = try reader.next() {
            if event == .start("item"), let id = reader.attribute("id"), let path = reader.attribute("href"),
                reader.attribute("media-type").map({ $0.contains("html") }) ?? false
            {
                paths[id] = Relationships.resolved(path.removingPercentEncoding ?? path, in: folder)
            }
            if event == .start("itemref"), let id = reader.attribute("idref") { order.append(id) }
        }
        return order.compactMap { paths[$0] }
    }

    /// Fonts may be scrambled in books that anybody may read, so it matters what is.
    private static func encrypted(in archive: ZIPArchive) throws -> Set<String> {
        guard let content = try archive.unpackIfPresent("META-INF/encryption.xml") else { return [] }
        let reader = try XMLReader(content, what: "the list of what is encrypted")
        var paths: Set<String> = []
        while let event = try reader.next() {
            if event == .start("CipherReference"), let path = reader.attribute("URI") {
                paths.insert(path.removingPercentEncoding ?? path)
            }
        }
        return paths
    }
}
