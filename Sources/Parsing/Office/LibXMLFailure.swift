import CLibXML2

/// Why libxml2 has given up, where it does not say so by itself.
enum LibXMLFailure {
    /// - Throws: ``ParseFailure``, when it went out of memory or found elements too deep inside one another.
    static func throwLast() throws {
        guard let last = xmlGetLastError()?.pointee else { return }
        if last.code == XML_ERR_NO_MEMORY.rawValue {
            throw ParseFailure(.crashed, "Reading it needs more memory than one document may have (knowledge.parse_memory).")
        }
        if let message = last.message, String(cString: message).contains("depth") {
            throw tooDeep
        }
    }

    static let tooDeep = ParseFailure.damaged("its elements stand inside one another deeper than those of any document")
}
