import Foundation

/// Seconds that this thread has computed: what else the machine does, and how long it stands still, does not count.
package func processorSeconds() -> Double {
    var moment = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &moment)
    return Double(moment.tv_sec) + Double(moment.tv_nsec) / 1e9
}
