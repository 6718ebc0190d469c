package io.nova.manager.objectstore;

import static io.nova.manager.objectstore.Lab.ADMIN;
import static io.nova.manager.objectstore.Lab.BUCKET;
import static io.nova.manager.objectstore.Lab.NOBODY;
import static io.nova.manager.objectstore.Lab.OTHER;
import static io.nova.manager.objectstore.Lab.OWNER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.objectstore.Anonymous;
import io.nova.api.objectstore.BodySums;
import io.nova.api.objectstore.CopyRequest;
import io.nova.api.objectstore.DeleteRequest;
import io.nova.api.objectstore.NewBucket;
import io.nova.api.objectstore.ObjectBody;
import io.nova.api.objectstore.ObjectListing;
import io.nova.api.objectstore.PutRequest;
import io.nova.api.objectstore.WriteCondition;
import io.nova.model.AccessDeniedException;
import io.nova.model.AlreadyExistsException;
import io.nova.model.BucketName;
import io.nova.model.ConflictException;
import io.nova.model.InUseException;
import io.nova.model.IncorrectStateException;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.CannedAcl;
import io.nova.model.objectstore.Checksum;
import io.nova.model.objectstore.ChecksumAlgorithm;
import io.nova.model.objectstore.ObjectHeaders;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.PublicAccessBlock;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ObjectManagerTest {

    private static final RequestContext ANYBODY = new RequestContext("request", Anonymous.CALLER);

    private final Lab lab = new Lab();

    @BeforeEach
    void makeBucket() {
        lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
    }

    @Test
    void returnsWhatWasPut() {
        ObjectInfo put = lab.put("a", "hello");
        assertEquals("5d41402abc4b2a76b9719d911017c592", put.etag());
        assertEquals(5, put.size());
        assertEquals("hello", lab.get(OWNER, "a"));
        assertEquals("ell", lab.get(OWNER, "a", 1, 3));
        assertEquals("", lab.get(OWNER, "a", 9, 3));
        assertEquals(put, lab.objects.get(OWNER, BUCKET, new ObjectKey("a")).info());
    }

    @Test
    void givesNoMeaningToKeys() {
        List<String> keys =
                List.of(
                        "a",
                        "a/b",
                        "..",
                        "../../etc/passwd",
                        "a//b",
                        "\0",
                        "ü\ud83d\ude00",
                        "k".repeat(1024));
        keys.forEach(key -> lab.put(key, "of " + key));
        keys.forEach(key -> assertEquals("of " + key, lab.get(OWNER, key)));
    }

    @Test
    void refusesKeysThatAreNone() {
        for (String key : List.of("", "k".repeat(1025), "\ud83d")) {
            assertThrows(InvalidParameterException.class, () -> new ObjectKey(key));
        }
    }

    @Test
    void replacesAnObjectAndCollectsItsBytes() {
        lab.put("a", "one");
        lab.put("a", "two");
        assertEquals("two", lab.get(OWNER, "a"));
        assertEquals(2, lab.blobs().size());
        lab.pass(Lab.GRACE.plusSeconds(1));
        assertEquals(1, lab.blobs().size());
        assertEquals("two", lab.get(OWNER, "a"));
    }

    @Test
    void deletesOnceAndAgain() {
        lab.put("a", "one");
        lab.objects.delete(OWNER, BUCKET, new ObjectKey("a"), DeleteRequest.PLAIN);
        lab.objects.delete(OWNER, BUCKET, new ObjectKey("a"), DeleteRequest.PLAIN);
        assertThrows(NotFoundException.class, () -> lab.get(OWNER, "a"));
        lab.pass(Lab.GRACE.plusSeconds(1));
        assertTrue(lab.blobs().isEmpty());
    }

    @Test
    void createsOnlyOnceUnderTheConditionOfAbsence() throws Exception {
        PutRequest absent = put(WriteCondition.ABSENT);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Boolean>> writers = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                String text = "writer " + i;
                Callable<Boolean> write =
                        () -> {
                            try {
                                lab.put(OWNER, "lock", text, absent);
                                return true;
                            } catch (ConflictException e) {
                                assertEquals(ConflictException.Reason.PRECONDITION, e.reason());
                                return false;
                            }
                        };
                writers.add(threads.submit(write));
            }
            int won = 0;
            for (Future<Boolean> writer : writers) {
                won += writer.get() ? 1 : 0;
            }
            assertEquals(1, won);
            assertEquals(1, lab.blobs().size(), "those who lost leave nothing");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void replacesOnlyTheObjectOfTheEtag() {
        ObjectInfo first = lab.put("a", "one");
        PutRequest swap = put(WriteCondition.ofEtag(first.etag()));
        lab.put(OWNER, "a", "two", swap);
        assertThrows(ConflictException.class, () -> lab.put(OWNER, "a", "three", swap));
        assertThrows(NotFoundException.class, () -> lab.put(OWNER, "b", "three", swap));
        assertEquals("two", lab.get(OWNER, "a"));
    }

    private static PutRequest put(WriteCondition condition) {
        return PutRequest.PLAIN.withCondition(condition);
    }

    private static PutRequest put(CannedAcl acl) {
        return PutRequest.PLAIN.withAcl(acl.acl());
    }

    @Test
    void keepsNothingOfABodyThatFailsAtItsEnd() {
        InputStream torn =
                new SequenceInputStream(
                        Lab.body("hello").stream(),
                        new InputStream() {
                            @Override
                            public int read(byte[] target, int from, int length)
                                    throws IOException {
                                throw new IOException("torn");
                            }

                            @Override
                            public int read() throws IOException {
                                throw new IOException("torn");
                            }
                        });
        assertThrows(
                IOException.class,
                () ->
                        lab.objects.put(
                                OWNER,
                                BUCKET,
                                new ObjectKey("a"),
                                PutRequest.PLAIN,
                                ObjectBody.of(torn)));
        assertTrue(lab.blobs().isEmpty());
        assertThrows(NotFoundException.class, () -> lab.get(OWNER, "a"));
    }

    /** The sums told are wrong on purpose: so they were taken, and not made again. */
    @Test
    void sumsNothingThatIsSummedAlready() throws Exception {
        Checksum told = Checksum.of(ChecksumAlgorithm.CRC32, "AAAAAA==");
        BodySums sums =
                new BodySums() {
                    @Override
                    public boolean hasMd5() {
                        return true;
                    }

                    @Override
                    public boolean has(ChecksumAlgorithm algorithm) {
                        return algorithm == ChecksumAlgorithm.CRC32;
                    }

                    @Override
                    public String md5() {
                        return "0a".repeat(16);
                    }

                    @Override
                    public Checksum checksum(ChecksumAlgorithm algorithm) {
                        return told;
                    }
                };
        assertEquals("0a".repeat(16), putSummed(ChecksumAlgorithm.CRC32, sums).etag());
        assertEquals(Optional.of(told), putSummed(ChecksumAlgorithm.CRC32, sums).checksum());
        assertEquals(
                Optional.of(Checksum.of(ChecksumAlgorithm.CRC32C, "mnG7TA==")),
                putSummed(ChecksumAlgorithm.CRC32C, sums).checksum());
    }

    private ObjectInfo putSummed(ChecksumAlgorithm algorithm, BodySums sums) throws IOException {
        return lab.objects.put(
                OWNER,
                BUCKET,
                new ObjectKey("a"),
                PutRequest.PLAIN,
                ObjectBody.of(Lab.body("hello").stream(), Optional.of(algorithm), sums));
    }

    @Test
    void refusesAPublicListThatIsBlockedWhileTheBytesCome() {
        Optional<PublicAccessBlock> block =
                Optional.of(new PublicAccessBlock(true, false, false, false));
        InputStream blocking =
                new InputStream() {
                    @Override
                    public int read() {
                        lab.buckets.setPublicAccess(OWNER, BUCKET, block);
                        return -1;
                    }

                    @Override
                    public int read(byte[] target, int from, int length) {
                        return read();
                    }
                };
        assertThrows(
                AccessDeniedException.class,
                () ->
                        lab.objects.put(
                                OWNER,
                                BUCKET,
                                new ObjectKey("a"),
                                put(CannedAcl.PUBLIC_READ),
                                ObjectBody.of(blocking)));
        assertThrows(NotFoundException.class, () -> lab.get(OWNER, "a"));
        assertTrue(lab.blobs().isEmpty());
    }

    @Test
    void copiesBytesAndHeaders() {
        ObjectHeaders headers = new ObjectHeaders(Map.of("content-type", "x/y"), Map.of("k", "v"));
        PutRequest request = PutRequest.PLAIN.withHeaders(headers);
        lab.put(OWNER, "a", "hello", request);
        CopyRequest copy = CopyRequest.of(BUCKET, new ObjectKey("a"));
        lab.objects.copy(OWNER, BUCKET, new ObjectKey("b"), copy);
        assertEquals("hello", lab.get(OWNER, "b"));
        assertEquals(headers, lab.objects.get(OWNER, BUCKET, new ObjectKey("b")).info().headers());
    }

    @Test
    void letsTheAccessListDecideForOthers() {
        lab.put(OWNER, "private", "x", put(CannedAcl.PRIVATE));
        lab.put(OWNER, "public", "x", put(CannedAcl.PUBLIC_READ));
        lab.put(OWNER, "signed", "x", put(CannedAcl.AUTHENTICATED_READ));
        lab.put(OWNER, "image", "x", put(CannedAcl.AWS_EXEC_READ));
        for (RequestContext who : List.of(OTHER, ANYBODY, NOBODY, ADMIN, OWNER)) {
            boolean all = who.equals(ADMIN) || who.equals(OWNER);
            assertEquals(all, mayRead(who, "private"));
            assertEquals(all, mayRead(who, "image"));
            assertEquals(!who.equals(NOBODY), mayRead(who, "public"));
            assertEquals(all || who.equals(OTHER), mayRead(who, "signed"));
        }
        assertThrows(AccessDeniedException.class, () -> lab.get(OTHER, "missing"));
        for (RequestContext who : List.of(OTHER, ANYBODY, NOBODY)) {
            assertThrows(
                    AccessDeniedException.class, () -> lab.put(who, "a", "x", PutRequest.PLAIN));
            assertThrows(
                    AccessDeniedException.class,
                    () ->
                            lab.objects.delete(
                                    who, BUCKET, new ObjectKey("public"), DeleteRequest.PLAIN));
            assertThrows(
                    AccessDeniedException.class,
                    () ->
                            lab.objects.setAcl(
                                    who,
                                    BUCKET,
                                    new ObjectKey("public"),
                                    Optional.empty(),
                                    Acl.PRIVATE));
            assertThrows(AccessDeniedException.class, () -> lab.buckets.get(who, BUCKET));
            assertThrows(AccessDeniedException.class, () -> lab.buckets.delete(who, BUCKET));
            assertThrows(
                    AccessDeniedException.class,
                    () -> lab.buckets.setAcl(who, BUCKET, CannedAcl.PUBLIC_READ.acl()));
        }
        assertThrows(
                AccessDeniedException.class,
                () -> lab.buckets.create(ANYBODY, new BucketName("other"), NewBucket.PRIVATE));
        assertThrows(AccessDeniedException.class, () -> lab.buckets.list(NOBODY, "", 10));
    }

    private boolean mayRead(RequestContext who, String key) {
        try {
            lab.get(who, key);
            return true;
        } catch (AccessDeniedException e) {
            return false;
        }
    }

    @Test
    void listsAsASortedMapWould() {
        Random random = new Random(42);
        Map<String, String> model = new TreeMap<>();
        String letters = "ab/\u00fc";
        for (int i = 0; i < 300; i++) {
            StringBuilder key = new StringBuilder();
            for (int j = 1 + random.nextInt(6); j > 0; j--) {
                key.append(letters.charAt(random.nextInt(letters.length())));
            }
            model.put(key.toString(), "");
            lab.put(key.toString(), "");
        }
        for (String prefix : List.of("", "a", "a/", "b/a", "/", "zzz", "\u00fc")) {
            for (String delimiter : List.of("", "/", "ab")) {
                for (int limit : new int[] {1, 2, 7, 1000}) {
                    checkListing(model, prefix, delimiter, limit);
                }
            }
        }
    }

    private void checkListing(
            Map<String, String> model, String prefix, String delimiter, int limit) {
        TreeSet<String> wanted = new TreeSet<>();
        for (String key : model.keySet()) {
            if (key.startsWith(prefix)) {
                int at = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
                wanted.add(at < 0 ? key : key.substring(0, at + delimiter.length()) + "|");
            }
        }
        List<String> seen = new ArrayList<>();
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            ObjectListing page = lab.list(prefix, delimiter, after.get(), limit);
            assertTrue(page.objects().size() + page.commonPrefixes().size() <= limit);
            seen.addAll(lab.keys(page));
            page.commonPrefixes().forEach(common -> seen.add(common + "|"));
            after = page.next();
            assertTrue(seen.size() <= wanted.size(), "the walk ends");
        }
        List<String> sorted = seen.stream().sorted().toList();
        assertEquals(List.copyOf(wanted), sorted, prefix + " by " + delimiter + " of " + limit);
    }

    @Test
    void deletesOnlyAnEmptyBucket() {
        lab.put("a", "x");
        assertThrows(IncorrectStateException.class, () -> lab.buckets.delete(OWNER, BUCKET));
        lab.put("b", "still open");
        lab.objects.delete(OWNER, BUCKET, new ObjectKey("a"), DeleteRequest.PLAIN);
        lab.objects.delete(OWNER, BUCKET, new ObjectKey("b"), DeleteRequest.PLAIN);
        lab.buckets.delete(OWNER, BUCKET);
        assertThrows(NotFoundException.class, () -> lab.buckets.get(OWNER, BUCKET));
        assertThrows(NotFoundException.class, () -> lab.put("a", "x"));
        lab.buckets.create(OTHER, BUCKET, NewBucket.PRIVATE);
    }

    @Test
    void countsBucketsAgainstTheQuota() {
        assertThrows(
                InUseException.class, () -> lab.buckets.create(OWNER, BUCKET, NewBucket.PRIVATE));
        assertThrows(
                AlreadyExistsException.class,
                () -> lab.buckets.create(OTHER, BUCKET, NewBucket.PRIVATE));
        lab.buckets.create(OWNER, new BucketName("two"), NewBucket.PRIVATE);
        lab.buckets.create(OWNER, new BucketName("three"), NewBucket.PRIVATE);
        assertThrows(
                LimitExceededException.class,
                () -> lab.buckets.create(OWNER, new BucketName("four"), NewBucket.PRIVATE));
        lab.buckets.delete(OWNER, new BucketName("two"));
        lab.buckets.create(OWNER, new BucketName("four"), NewBucket.PRIVATE);
        assertEquals(3, lab.buckets.list(OWNER, "", 10).items().size());
        assertFalse(lab.buckets.list(OTHER, "", 10).items().iterator().hasNext());
    }

    @Test
    void waitsForTheGraceOfReadersBeforeItCollects() {
        lab.put("a", "one");
        lab.objects.delete(OWNER, BUCKET, new ObjectKey("a"), DeleteRequest.PLAIN);
        lab.pass(Lab.GRACE.minus(Duration.ofSeconds(1)));
        assertEquals(1, lab.blobs().size());
    }
}
