/// The two loops that searching is made of.

/// The sum of products of a row's codes and a query's. Adding neighbours is what x86 does in one instruction with the
/// multiplication; a plain loop takes more than twice as long.
/// - Parameter count: a multiple of 32.
@inline(__always)
func product(_ codes: UnsafePointer<Int8>, _ query: UnsafePointer<Int16>, count: Int) -> Int32 {
    let codes = UnsafeRawPointer(codes)
    let query = UnsafeRawPointer(query)
    var sum = SIMD4<Int32>.zero
    var column = 0
    while column < count {
        let products =
            SIMD8<Int32>(truncatingIfNeeded: codes.loadUnaligned(fromByteOffset: column, as: SIMD8<Int8>.self))
            &* SIMD8<Int32>(truncatingIfNeeded: query.loadUnaligned(fromByteOffset: column &* 2, as: SIMD8<Int16>.self))
        sum &+= products.evenHalf &+ products.oddHalf
        column &+= 8
    }
    return sum.wrappedSum()
}

/// The sum of products of two vectors, in an order that is always the same.
/// - Parameter count: a multiple of 32.
@inline(__always)
func product(_ one: UnsafePointer<Float>, _ other: UnsafePointer<Float>, count: Int) -> Float {
    var first = SIMD8<Float>.zero
    var second = SIMD8<Float>.zero
    let one = UnsafeRawPointer(one)
    let other = UnsafeRawPointer(other)
    var offset = 0
    while offset < count &* 4 {
        first +=
            one.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
            * other.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
        second +=
            one.loadUnaligned(fromByteOffset: offset &+ 32, as: SIMD8<Float>.self)
            * other.loadUnaligned(fromByteOffset: offset &+ 32, as: SIMD8<Float>.self)
        offset &+= 64
    }
    return (first + second).sum()
}
