package io.nova.manager.objectstore;

import io.nova.api.objectstore.CompleteUpload;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.objectstore.Checksum;
import io.nova.model.objectstore.ChecksumAlgorithm;
import io.nova.model.objectstore.PartInfo;
import io.nova.model.objectstore.UploadInfo;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parts that make an object: whether they do, and what follows from them. */
final class PartList {

    private final List<PartInfo> parts;

    private PartList(List<PartInfo> parts) {
        this.parts = parts;
    }

    /**
     * Finds the parts that a client lists.
     *
     * @param there the parts that were uploaded, by number
     * @param least the smallest size of a part that is not the last
     */
    static PartList of(List<CompleteUpload.Part> listed, Map<Integer, PartInfo> there, long least) {
        if (listed.isEmpty()) {
            throw wrong(Problem.MALFORMED, "Part", "You must specify at least one part");
        }
        int before = 0;
        for (CompleteUpload.Part part : listed) {
            if (part.number() <= before) {
                throw wrong(
                        Problem.BAD_COMBINATION,
                        "PartOrder",
                        "The list of parts was not in ascending order. Parts must be ordered by"
                                + " part number.");
            }
            before = part.number();
            PartInfo found = there.get(part.number());
            if (found == null || !isClaimed(found, part)) {
                throw wrong(
                        Problem.UNKNOWN,
                        "PartNumber",
                        "One or more of the specified parts could not be found. The part may not"
                                + " have been uploaded, or the specified entity tag may not match"
                                + " the part's entity tag.");
            }
        }
        List<PartInfo> parts =
                listed.stream()
                        .map(part -> there.get(part.number()))
                        .map(PartInfo.class::cast)
                        .toList();
        if (parts.subList(0, parts.size() - 1).stream().anyMatch(part -> part.size() < least)) {
            throw wrong(
                    Problem.TOO_SMALL,
                    "PartSize",
                    "Your proposed upload is smaller than the minimum allowed size");
        }
        return new PartList(parts);
    }

    private static boolean isClaimed(PartInfo found, CompleteUpload.Part part) {
        boolean summed = part.checksum().isEmpty() || part.checksum().equals(found.checksum());
        return summed && found.etag().equals(part.etag());
    }

    long size() {
        return parts.stream().mapToLong(PartInfo::size).sum();
    }

    int count() {
        return parts.size();
    }

    PartNumbers numbers() {
        return PartNumbers.of(parts.stream().map(PartInfo::number).toList());
    }

    /** Returns the size of every part but the last, or 0 if they differ. */
    long partSize() {
        long first = parts.get(0).size();
        boolean same =
                parts.subList(0, parts.size() - 1).stream().allMatch(part -> part.size() == first);
        return same ? first : 0;
    }

    String etag() {
        Sum md5 = Sum.md5();
        for (PartInfo part : parts) {
            byte[] one = HexFormat.of().parseHex(part.etag());
            md5.update(one, 0, one.length);
        }
        return HexFormat.of().formatHex(md5.value()) + "-" + parts.size();
    }

    Optional<Checksum> checksum(UploadInfo upload) {
        ChecksumAlgorithm algorithm = upload.checksum().orElse(ChecksumAlgorithm.DEFAULT);
        Optional<ChecksumAlgorithm> wanted = Optional.of(algorithm);
        boolean all =
                parts.stream()
                        .allMatch(part -> part.checksum().map(Checksum::algorithm).equals(wanted));
        if (!all) {
            return Optional.empty();
        }
        List<byte[]> sums =
                parts.stream()
                        .map(
                                part ->
                                        Base64.getDecoder()
                                                .decode(part.checksum().orElseThrow().value()))
                        .toList();
        return Optional.of(
                upload.composite() ? composite(algorithm, sums) : whole(algorithm, sums));
    }

    private Checksum composite(ChecksumAlgorithm algorithm, List<byte[]> sums) {
        Sum sum = Sum.of(algorithm);
        sums.forEach(one -> sum.update(one, 0, one.length));
        return new Checksum(algorithm, sum.checksum(algorithm).value() + "-" + parts.size(), true);
    }

    private Checksum whole(ChecksumAlgorithm algorithm, List<byte[]> sums) {
        CrcMath math = CrcMath.of(algorithm);
        long all = number(sums.get(0));
        for (int i = 1; i < sums.size(); i++) {
            all = math.append(all, number(sums.get(i)), parts.get(i).size());
        }
        byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(all).array();
        byte[] last = Arrays.copyOfRange(bytes, Long.BYTES - algorithm.bytes(), Long.BYTES);
        return Checksum.of(algorithm, Base64.getEncoder().encodeToString(last));
    }

    private static long number(byte[] sum) {
        ByteBuffer all = ByteBuffer.allocate(Long.BYTES);
        return all.put(Long.BYTES - sum.length, sum).getLong(0);
    }

    private static InvalidParameterException wrong(Problem problem, String name, String message) {
        return new InvalidParameterException(problem, name, message);
    }
}
