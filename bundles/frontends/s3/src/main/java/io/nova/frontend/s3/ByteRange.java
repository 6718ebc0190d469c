package io.nova.frontend.s3;

import io.nova.api.objectstore.ObjectContent.Range;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the header {@code Range}. */
final class ByteRange {

    private static final Pattern FORM = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

    private ByteRange() {}

    /**
     * Returns the range of an object of the size; empty if the header is not understood, since it
     * then does not count. Several ranges are not understood, as in S3.
     *
     * @throws S3Fault {@code InvalidRange} if nothing of the object is in it
     */
    static Optional<Range> of(String header, long size) {
        Matcher matcher = FORM.matcher(header.replace(" ", ""));
        if (!matcher.matches() || (matcher.group(1) + matcher.group(2)).isEmpty()) {
            return Optional.empty();
        }
        if (matcher.group(1).isEmpty()) {
            long last = Long.parseLong(matcher.group(2));
            if (last == 0 || size == 0) {
                throw invalid(header, size);
            }
            long length = Math.min(last, size);
            return Optional.of(new Range(size - length, length));
        }
        long first = Long.parseLong(matcher.group(1));
        long last = matcher.group(2).isEmpty() ? size - 1 : Long.parseLong(matcher.group(2));
        if (!matcher.group(2).isEmpty() && last < first) {
            return Optional.empty();
        }
        if (first >= size) {
            throw invalid(header, size);
        }
        return Optional.of(new Range(first, Math.min(last, size - 1) - first + 1));
    }

    private static S3Fault invalid(String header, long size) {
        return new S3Fault(S3Code.InvalidRange, "The requested range is not satisfiable")
                .with("RangeRequested", header)
                .with("ActualObjectSize", size);
    }
}
