package io.nova.manager.objectstore;

import io.nova.model.objectstore.ChecksumAlgorithm;
import io.nova.model.objectstore.Crc64Nvme;

/**
 * Finds the CRC of a whole from those of its parts.
 *
 * <p>A CRC is a remainder of polynomials over two elements: bytes that follow multiply it by a
 * power of x. Polynomials have their lowest power in the highest bit, as reflected CRCs have.
 */
final class CrcMath {

    private final long polynomial;
    private final long one;

    private CrcMath(long polynomial, int bits) {
        this.polynomial = polynomial;
        this.one = 1L << (bits - 1);
    }

    static CrcMath of(ChecksumAlgorithm algorithm) {
        return switch (algorithm) {
            case CRC32 -> new CrcMath(0xedb88320L, 32);
            case CRC32C -> new CrcMath(0x82f63b78L, 32);
            case CRC64NVME -> new CrcMath(Crc64Nvme.POLYNOMIAL, 64);
            case SHA1, SHA256 -> throw new IllegalArgumentException(algorithm + " does not add up");
        };
    }

    /** Returns the CRC of some bytes and so many others behind them. */
    long append(long first, long second, long secondLength) {
        return multiply(first, powerOfX(secondLength)) ^ second;
    }

    /** Returns x to the power of the bits of so many bytes. */
    private long powerOfX(long bytes) {
        long result = one;
        // x to the 8th: one, shifted by as many powers.
        long square = one >>> 8;
        for (long left = bytes; left > 0; left >>>= 1) {
            if ((left & 1) != 0) {
                result = multiply(result, square);
            }
            square = multiply(square, square);
        }
        return result;
    }

    private long multiply(long a, long b) {
        long product = 0;
        long shifted = b;
        for (long bit = one; bit != 0; bit >>>= 1) {
            if ((a & bit) != 0) {
                product ^= shifted;
            }
            shifted = (shifted >>> 1) ^ ((shifted & 1) == 0 ? 0 : polynomial);
        }
        return product;
    }
}
