import LanguageModel

/// Reads what a stream held when it ended. Half an event cannot be read, but it is not nonsense: the stream was cut.
func readingTheRest<Value>(_ read: () throws -> Value) throws -> Value {
    do {
        return try read()
    } catch let failure as ModelFailure where failure.kind == .malformed {
        throw ModelFailure(.truncated, "the stream ended in the middle of an event")
    }
}
