import NIOCore
import NIOPosix
import ServiceLifecycle

/// Runs tasks on the event loops that also move their bytes, so that a piece of an answer crosses the server without changing
/// threads. A task goes on where it is; one that comes from elsewhere is given a loop in turn.
///
/// What takes long must stay off them: the journal and the database have threads of their own, services in the background run
/// on the global executor.
final class EventLoopExecutor: TaskExecutor {
    private let group: MultiThreadedEventLoopGroup

    init(group: MultiThreadedEventLoopGroup) {
        self.group = group
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        group.any().execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// A service whose tasks run on the event loops.
struct EventLoopService<Base: Service>: Service {
    let service: Base
    let executor: EventLoopExecutor

    func run() async throws {
        try await withTaskExecutorPreference(executor) { try await service.run() }
    }
}
