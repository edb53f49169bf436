import Foundation
import Synchronization
import Testing

@testable import UnderstudyClient

struct BodyPipeTests {
    @Test func joinsWhatWaitsAndGivesItBeforeTheEnd() async throws {
        let pipe = BodyPipe()
        #expect(pipe.append(Data([1])) && pipe.append(Data([2, 3])))
        pipe.finish(throwing: UnderstudyError.interrupted("cut"))
        #expect(try await pipe.next() == Data([1, 2, 3]))
        await #expect(throws: UnderstudyError.interrupted("cut")) { try await pipe.next() }
    }

    @Test func aReaderThatIsTooFarBehindLosesTheReply() async throws {
        let pipe = BodyPipe()
        let piece = Data(count: BodyPipe.longestBacklog / 2)
        #expect(pipe.append(piece) && pipe.append(piece) && !pipe.append(Data([1])) && !pipe.append(Data([2])))
        #expect(try await pipe.next()?.count == BodyPipe.longestBacklog)
        await #expect(throws: UnderstudyError.self) { try await pipe.next() }
    }

    @Test func aWaitingReaderIsCancelled() async throws {
        let pipe = BodyPipe()
        let reader = Task { try await pipe.next() }
        await Task.yield()
        reader.cancel()
        await #expect(throws: CancellationError.self) { try await reader.value }
        #expect(!pipe.append(Data([1])))
    }

    @Test func lettingGoOfTheStreamReleasesIt() async throws {
        let pipe = BodyPipe()
        let released = Mutex(0)
        do {
            let stream = pipe.stream { released.withLock { $0 += 1 } }
            #expect(pipe.append(Data([1])))
            for try await piece in stream {
                #expect(piece == Data([1]))
                break
            }
            #expect(released.withLock { $0 } == 0)
            _ = stream
        }
        #expect(released.withLock { $0 } == 1)
    }
}
