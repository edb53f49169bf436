import CLibXML2

/// Reads XML from its start to its end, one event at a time. Names are without their prefixes; entities that a document
/// defines, and files that it points to, are left alone.
final class XMLReader {
    enum Event: Equatable {
        case start(String)
        case end(String)
        case text(String)
    }

    private let bytes: UnsafeMutableBufferPointer<CChar>
    private let reader: xmlTextReaderPtr
    /// The end of an element that has nothing inside.
    private var pending: Event?
    private let what: String

    /// - Parameter what: its name, for complaints.
    /// - Throws: ``ParseFailure``.
    init(_ content: [UInt8], what: String) throws {
        xmlResetLastError()
        self.what = what
        bytes = .allocate(capacity: content.count)
        _ = bytes.initialize(from: content.lazy.map { CChar(bitPattern: $0) })
        let options = Int32(XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue)
        guard let reader = xmlReaderForMemory(bytes.baseAddress, Int32(clamping: content.count), nil, nil, options) else {
            bytes.deallocate()
            throw ParseFailure.damaged("\(what) cannot be read")
        }
        self.reader = reader
    }

    deinit {
        xmlFreeTextReader(reader)
        bytes.deallocate()
    }

    /// nil at the end.
    /// - Throws: ``ParseFailure`` where it is not well formed.
    func next() throws -> Event? {
        if let event = pending {
            pending = nil
            return event
        }
        while true {
            let status = xmlTextReaderRead(reader)
            guard status >= 0 else {
                try LibXMLFailure.throwLast()
                throw ParseFailure.damaged("\(what) is not well formed")
            }
            guard status == 1 else { return nil }
            switch xmlTextReaderNodeType(reader) {
            case Int32(XML_READER_TYPE_ELEMENT.rawValue):
                let name = name
                if xmlTextReaderIsEmptyElement(reader) == 1 { pending = .end(name) }
                return .start(name)
            case Int32(XML_READER_TYPE_END_ELEMENT.rawValue): return .end(name)
            case Int32(XML_READER_TYPE_TEXT.rawValue), Int32(XML_READER_TYPE_CDATA.rawValue),
                Int32(XML_READER_TYPE_SIGNIFICANT_WHITESPACE.rawValue), Int32(XML_READER_TYPE_WHITESPACE.rawValue):
                if let value = xmlTextReaderConstValue(reader) { return .text(String(cString: value)) }
            default: break
            }
        }
    }

    /// Of the element that has just started, whatever its prefix is.
    func attribute(_ name: String) -> String? { everyAttribute.first { $0.name == name }?.value }

    /// The same for several, as identifiers with and without a prefix are.
    func attributes(_ name: String) -> [String] { everyAttribute.filter { $0.name == name }.map(\.value) }

    private var everyAttribute: [(name: String, value: String)] {
        guard xmlTextReaderMoveToFirstAttribute(reader) == 1 else { return [] }
        defer { xmlTextReaderMoveToElement(reader) }
        var found: [(name: String, value: String)] = []
        repeat {
            if let value = xmlTextReaderConstValue(reader) { found.append((name, String(cString: value))) }
        } while xmlTextReaderMoveToNextAttribute(reader) == 1
        return found
    }

    private var name: String { xmlTextReaderConstLocalName(reader).map { String(cString: $0) } ?? "" }
}

/// Title and language, as `docProps/core.xml` and a book's package have them.
struct CoreProperties {
    private(set) var title: String?
    private(set) var language: String?

    init(_ content: [UInt8]) throws {
        let reader = try XMLReader(content, what: "its properties")
        var element = ""
        while let event = try reader.next() {
            switch event {
            case .start(let name): element = name
            case .end: element = ""
            case .text(let text):
                let words = text.collapsed
                if words.isEmpty { continue }
                if element == "title", title == nil { title = words }
                if element == "language", language == nil { language = words }
            }
        }
    }
}

/// Where the parts of an Office file are, by the identifiers with which others refer to them.
enum Relationships {
    /// - Parameters:
    ///   - part: whose they are, such as `ppt/presentation.xml`.
    /// - Returns: paths in the archive.
    static func targets(of part: String, in archive: ZIPArchive) throws -> [String: String] {
        let folder = part.split(separator: "/").dropLast().joined(separator: "/")
        let name = part.split(separator: "/").last ?? ""
        guard let content = try archive.unpackIfPresent("\(folder)/_rels/\(name).rels") else { return [:] }
        let reader = try XMLReader(content, what: "the list of its parts")
        var targets: [String: String] = [:]
        while let event = try reader.next() {
            guard event == .start("Relationship"), let id = reader.attribute("Id"), let target = reader.attribute("Target") else {
                continue
            }
            targets[id] = target.hasPrefix("/") ? String(target.dropFirst()) : resolved(target, in: folder)
        }
        return targets
    }

    /// `../a/b` as seen from `folder`.
    static func resolved(_ path: String, in folder: String) -> String {
        var parts = folder.split(separator: "/").map(String.init)
        for part in path.split(separator: "/") {
            if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(String(part)) }
        }
        return parts.joined(separator: "/")
    }
}
