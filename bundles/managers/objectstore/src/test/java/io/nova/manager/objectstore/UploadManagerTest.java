package io.nova.manager.objectstore;

import static io.nova.manager.objectstore.Lab.BUCKET;
import static io.nova.manager.objectstore.Lab.OTHER;
import static io.nova.manager.objectstore.Lab.OWNER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.objectstore.BeginUpload;
import io.nova.api.objectstore.BodySums;
import io.nova.api.objectstore.CompleteUpload;
import io.nova.api.objectstore.DeleteRequest;
import io.nova.api.objectstore.NewBucket;
import io.nova.api.objectstore.ObjectBody;
import io.nova.api.objectstore.UploadRef;
import io.nova.api.objectstore.WriteCondition;
import io.nova.model.AccessDeniedException;
import io.nova.model.InvalidParameterException;
import io.nova.model.NotFoundException;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.Checksum;
import io.nova.model.objectstore.ChecksumAlgorithm;
import io.nova.model.objectstore.ObjectHeaders;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.PartInfo;
import io.nova.model.objectstore.TagSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UploadManagerTest {

    private static final ObjectKey KEY = new ObjectKey("big");

    private final Lab lab = new Lab();
    private final List<CompleteUpload.Part> listed = new ArrayList<>();

    @BeforeEach
    void makeBucket() {
        lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
    }

    private UploadRef begin(Optional<ChecksumAlgorithm> checksum, boolean composite) {
        BeginUpload request =
                new BeginUpload(ObjectHeaders.NONE, Acl.PRIVATE, TagSet.NONE, checksum, composite);
        return new UploadRef(BUCKET, KEY, lab.uploads.begin(OWNER, BUCKET, KEY, request).id());
    }

    private UploadRef begin() {
        return begin(Optional.empty(), false);
    }

    private PartInfo part(UploadRef ref, int number, String text) {
        try {
            PartInfo part = lab.uploads.putPart(OWNER, ref, number, Lab.body(text));
            listed.removeIf(one -> one.number() == number);
            listed.add(new CompleteUpload.Part(number, part.etag(), part.checksum()));
            return part;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectInfo complete(UploadRef ref, List<CompleteUpload.Part> parts) {
        return lab.uploads.complete(OWNER, ref, new CompleteUpload(parts, WriteCondition.NONE));
    }

    @Test
    void joinsParts() {
        UploadRef ref = begin();
        String all = "";
        for (int i = 1; i <= 7; i++) {
            String text = String.valueOf(i).repeat(i == 3 ? 150 : 120);
            all += text;
            part(ref, i * 3, text);
        }
        assertThrows(NotFoundException.class, () -> lab.get(OWNER, "big"));
        ObjectInfo object = complete(ref, listed);
        assertEquals(all.length(), object.size());
        assertTrue(object.etag().endsWith("-7"));
        assertEquals(all, lab.get(OWNER, "big"));
        for (int from = 0; from < all.length(); from += 53) {
            int to = Math.min(all.length(), from + 200);
            assertEquals(all.substring(from, to), lab.get(OWNER, "big", from, to - from));
        }
        assertEquals(240, lab.objects.get(OWNER, BUCKET, KEY).part(3).orElseThrow().offset());
        assertTrue(lab.objects.get(OWNER, BUCKET, KEY).part(8).isEmpty());
    }

    @ParameterizedTest
    @EnumSource(
            value = ChecksumAlgorithm.class,
            names = {"CRC32", "CRC32C", "CRC64NVME"})
    void findsTheChecksumOfTheWholeFromThoseOfTheParts(ChecksumAlgorithm algorithm) {
        UploadRef ref = begin(Optional.of(algorithm), false);
        part(ref, 1, "x".repeat(123));
        part(ref, 2, "y".repeat(234));
        part(ref, 3, "z");
        Sum sum = Sum.of(algorithm);
        byte[] all = ("x".repeat(123) + "y".repeat(234) + "z").getBytes(StandardCharsets.US_ASCII);
        sum.update(all, 0, all.length);
        assertEquals(Optional.of(sum.checksum(algorithm)), complete(ref, listed).checksum());
    }

    @Test
    void knowsTheCheckValuesOfTheChecksums() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        List<String> values = new ArrayList<>();
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            Sum sum = Sum.of(algorithm);
            sum.update(digits, 0, 9);
            values.add(java.util.HexFormat.of().formatHex(sum.value()));
        }
        assertEquals(List.of("cbf43926", "e3069283", "ae8b14860a799888"), values.subList(0, 3));
        assertTrue(values.get(3).startsWith("f7c3bc1d808e"));
        assertTrue(values.get(4).startsWith("15e2b0d3c33891eb"));
    }

    /** Parts summed in different ways make no sum of the whole, and once made the server fail. */
    @Test
    void takesNoPartThatIsSummedInAnotherWay() throws Exception {
        UploadRef ref = begin(Optional.of(ChecksumAlgorithm.CRC32), false);
        InvalidParameterException refusal =
                assertThrows(
                        InvalidParameterException.class,
                        () -> summed(ref, 1, ChecksumAlgorithm.SHA256));
        assertEquals("Checksum", refusal.id());
        assertTrue(
                refusal.getMessage()
                        .endsWith(
                                "expected checksum Type: crc32, actual checksum"
                                        + " Type: sha256"));
        assertTrue(lab.blobs().isEmpty());
        PartInfo part = summed(ref, 1, ChecksumAlgorithm.CRC32);
        ObjectInfo object =
                complete(ref, List.of(new CompleteUpload.Part(1, part.etag(), part.checksum())));
        assertEquals(part.checksum(), object.checksum());
    }

    private PartInfo summed(UploadRef ref, int number, ChecksumAlgorithm algorithm)
            throws IOException {
        return lab.uploads.putPart(
                OWNER,
                ref,
                number,
                ObjectBody.of(
                        Lab.body("some text").stream(), Optional.of(algorithm), BodySums.NONE));
    }

    @Test
    void believesNoClaimThatIsWrong() {
        UploadRef ref = begin(Optional.of(ChecksumAlgorithm.CRC32), true);
        PartInfo part = part(ref, 1, "some text");
        Checksum wrong = Checksum.of(ChecksumAlgorithm.CRC32, "AAAAAA==");
        assertEquals(
                "PartNumber",
                refused(
                        ref,
                        claim(
                                new CompleteUpload.Part(1, part.etag(), Optional.of(wrong)),
                                Optional.empty(),
                                Optional.empty())));
        CompleteUpload.Part right = new CompleteUpload.Part(1, part.etag(), part.checksum());
        assertEquals("ObjectSize", refused(ref, claim(right, Optional.of(8L), Optional.empty())));
        assertEquals("Checksum", refused(ref, claim(right, Optional.empty(), Optional.of(false))));
        ObjectInfo object =
                lab.uploads.complete(OWNER, ref, claim(right, Optional.of(9L), Optional.of(true)));
        assertEquals(9, object.size());
    }

    private static CompleteUpload claim(
            CompleteUpload.Part part, Optional<Long> size, Optional<Boolean> composite) {
        return new CompleteUpload(
                List.of(part), WriteCondition.NONE, Optional.empty(), size, composite);
    }

    private String refused(UploadRef ref, CompleteUpload request) {
        return assertThrows(
                        InvalidParameterException.class,
                        () -> lab.uploads.complete(OWNER, ref, request))
                .id();
    }

    @Test
    void sumsTheSumsOfPartsForACompositeChecksum() {
        UploadRef ref = begin(Optional.of(ChecksumAlgorithm.SHA256), true);
        part(ref, 1, "x".repeat(100));
        part(ref, 2, "y");
        assertTrue(complete(ref, listed).checksum().orElseThrow().value().endsWith("=-2"));
    }

    @Test
    void takesALaterPartInPlaceOfAnEarlierOne() {
        UploadRef ref = begin();
        part(ref, 1, "a".repeat(100));
        part(ref, 1, "b".repeat(100));
        part(ref, 2, "c");
        complete(ref, listed);
        assertEquals("b".repeat(100) + "c", lab.get(OWNER, "big"));
        lab.pass(Lab.GRACE.plusSeconds(1));
        assertEquals(2, lab.blobs().size());
        assertEquals("b".repeat(100) + "c", lab.get(OWNER, "big"));
    }

    @Test
    void forgetsPartsThatAreNotListed() {
        UploadRef ref = begin();
        part(ref, 1, "a".repeat(100));
        part(ref, 2, "b".repeat(100));
        part(ref, 3, "c".repeat(100));
        complete(ref, List.of(listed.get(0), listed.get(2)));
        lab.pass(Lab.GRACE.plusSeconds(1));
        assertEquals(2, lab.blobs().size());
        assertEquals("a".repeat(100) + "c".repeat(100), lab.get(OWNER, "big"));
        lab.objects.delete(OWNER, BUCKET, KEY, DeleteRequest.PLAIN);
        lab.pass(Lab.GRACE.plusSeconds(1));
        assertTrue(lab.blobs().isEmpty());
    }

    @Test
    void refusesListsThatAreWrong() {
        UploadRef ref = begin();
        part(ref, 1, "a".repeat(100));
        part(ref, 2, "short");
        part(ref, 3, "c");
        CompleteUpload.Part one = listed.get(0);
        CompleteUpload.Part two = listed.get(1);
        CompleteUpload.Part three = listed.get(2);
        CompleteUpload.Part four = new CompleteUpload.Part(4, one.etag());
        CompleteUpload.Part foreign = new CompleteUpload.Part(3, one.etag());
        assertRefused("Part", ref, List.of());
        assertRefused("PartOrder", ref, List.of(two, one));
        assertRefused("PartOrder", ref, List.of(one, one));
        assertRefused("PartNumber", ref, List.of(one, four));
        assertRefused("PartNumber", ref, List.of(one, foreign));
        assertRefused("PartSize", ref, List.of(one, two, three));
        assertEquals("c", part(ref, 3, "c").size() == 1 ? "c" : "");
        complete(ref, List.of(one, three));
    }

    private void assertRefused(String name, UploadRef ref, List<CompleteUpload.Part> parts) {
        InvalidParameterException refusal =
                assertThrows(InvalidParameterException.class, () -> complete(ref, parts));
        assertEquals(name, refusal.id());
    }

    @Test
    void answersTheSameWhenCompletedAgain() {
        UploadRef ref = begin();
        part(ref, 1, "a");
        ObjectInfo first = complete(ref, listed);
        assertEquals(first, complete(ref, listed));
        lab.put("big", "other");
        assertThrows(NotFoundException.class, () -> complete(ref, listed));
    }

    @Test
    void abortsAndCollects() {
        UploadRef ref = begin();
        part(ref, 1, "a");
        part(ref, 2, "b");
        lab.uploads.abort(OWNER, ref);
        assertThrows(NotFoundException.class, () -> part(ref, 3, "c"));
        assertThrows(NotFoundException.class, () -> lab.uploads.abort(OWNER, ref));
        lab.pass(Lab.GRACE.plusSeconds(1));
        assertTrue(lab.blobs().isEmpty());
        lab.buckets.delete(OWNER, BUCKET);
    }

    @Test
    void listsUploadsAndParts() {
        UploadRef first = begin();
        UploadRef second = begin();
        part(first, 1, "a");
        part(first, 2, "b");
        part(first, 5, "c");
        assertEquals(
                List.of(2, 5),
                lab.uploads.listParts(OWNER, first, 1, 10).items().stream()
                        .map(PartInfo::number)
                        .toList());
        List<String> ids =
                lab.uploads.list(OWNER, BUCKET, "", "", "", 10).items().stream()
                        .map(upload -> upload.id())
                        .toList();
        assertEquals(Arrays.asList(first.id(), second.id()).stream().sorted().toList(), ids);
        assertEquals(1, lab.uploads.list(OWNER, BUCKET, "b", "big", ids.get(0), 10).items().size());
        assertEquals(0, lab.uploads.list(OWNER, BUCKET, "", "big", "", 10).items().size());
        assertEquals(0, lab.uploads.list(OWNER, BUCKET, "c", "", "", 10).items().size());
    }

    @Test
    void refusesOthers() {
        UploadRef ref = begin();
        assertThrows(AccessDeniedException.class, () -> lab.uploads.abort(OTHER, ref));
        assertThrows(
                AccessDeniedException.class,
                () -> lab.uploads.putPart(OTHER, ref, 1, Lab.body("x")));
        assertThrows(AccessDeniedException.class, () -> lab.uploads.listParts(OTHER, ref, 0, 10));
        assertThrows(
                AccessDeniedException.class, () -> lab.uploads.list(OTHER, BUCKET, "", "", "", 10));
    }
}
