import Foundation
import Synchronization

/// The exclusive hold on a journal's folder; the system lets go of it with the process, however that ends.
package final class JournalLock: Sendable {
    private let descriptor: Mutex<Int32?>

    /// - Throws: ``JournalError`` `inUse` when another holds it, `io` when the file cannot be made.
    package init(directory: String) throws {
        let path = "\(directory)/lock"
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw failure("open", path) }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            close(opened)
            throw JournalError.inUse(directory: directory)
        }
        descriptor = Mutex(opened)
    }

    deinit {
        release()
    }

    package func release() {
        descriptor.withLock { held in
            if let open = held {
                // A process that is being started has a copy of the descriptor until it runs its own program; closing this one alone
                // would leave the lock to it.
                flock(open, LOCK_UN)
                close(open)
            }
            held = nil
        }
    }
}
