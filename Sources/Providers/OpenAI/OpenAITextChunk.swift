import NIOCore

/// The chunk of which a stream is nearly all made: a piece of text, or the word that ends it. One comes with every token, so it
/// is read by hand; any other chunk is left to the decoder.
struct OpenAITextChunk: Hashable {
    private(set) var model: String?
    private(set) var text: String?
    private(set) var finishReason: String?

    /// - Parameter namesModel: whether the model's name is asked for.
    /// - Returns: nil when this is another chunk, or none.
    init?(_ data: ByteBuffer, namesModel: Bool) {
        let isRead = data.withUnsafeReadableBytes { bytes -> Bool in
            var cursor = JSONCursor(bytes)
            return read(&cursor, namesModel: namesModel) && cursor.isAtEnd()
        }
        guard isRead else { return nil }
    }

    private mutating func read(_ cursor: inout JSONCursor, namesModel: Bool) -> Bool {
        var choices = 0
        return cursor.object { cursor, key in
            switch key.count {
            case 7 where key.elementsEqual("choices".utf8):
                return cursor.list { cursor in
                    choices += 1
                    return choices == 1 && readChoice(&cursor)
                }
            case 5 where namesModel && key.elementsEqual("model".utf8):
                model = cursor.string()
                return model != nil
            case 5 where key.elementsEqual("usage".utf8) || key.elementsEqual("error".utf8):
                return cursor.null()
            default:
                return cursor.skip()
            }
        }
    }

    private mutating func readChoice(_ cursor: inout JSONCursor) -> Bool {
        cursor.object { cursor, key in
            switch key.count {
            case 5 where key.elementsEqual("delta".utf8):
                return readDelta(&cursor)
            case 5 where key.elementsEqual("index".utf8):
                return cursor.wholeNumber() == 0
            case 7 where key.elementsEqual("message".utf8):
                return cursor.null()
            case 13 where key.elementsEqual("finish_reason".utf8):
                if cursor.null() { return true }
                finishReason = cursor.string()
                return finishReason != nil
            default:
                return cursor.skip()
            }
        }
    }

    private mutating func readDelta(_ cursor: inout JSONCursor) -> Bool {
        cursor.object { cursor, key in
            switch key.count {
            case 7 where key.elementsEqual("content".utf8):
                if cursor.null() { return true }
                text = cursor.string()
                return text != nil
            case 4 where key.elementsEqual("role".utf8):
                return cursor.skip()
            default:
                // Thinking, refusals, calls of tools: another chunk.
                return cursor.null()
            }
        }
    }
}
