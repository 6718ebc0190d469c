package io.nova.driver.objectstore.s3;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.Page;
import io.nova.model.setting.SettingsFile;
import io.nova.model.setting.TrustFile;
import io.nova.sigv4.SigV4Signer;
import io.nova.spi.objectstore.BlobFormReader;
import io.nova.spi.objectstore.BlobFormStream;
import io.nova.spi.objectstore.BlobId;
import io.nova.spi.objectstore.BlobInfo;
import io.nova.spi.objectstore.BlobReader;
import io.nova.spi.objectstore.ObjectStoreDriver;
import io.nova.spi.objectstore.StoreCapacity;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps each blob as an object, in the blob's form, in a bucket of another S3 store.
 *
 * <p>A blob is spooled before it is sent, so that every request is signed whole and can be
 * repeated. The other store makes an object visible all at once, and says so when it is durable.
 */
@Component(
        configurationPid = S3ObjectStore.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = ObjectStoreDriver.DRIVER_NAME + "=s3")
@Designate(ocd = S3ObjectStore.Config.class)
public final class S3ObjectStore implements ObjectStoreDriver {

    static final String PID = "io.nova.driver.objectstore.s3";

    /** Which store, and how it is spoken to. */
    @ObjectClassDefinition(name = "Object store in another S3 store")
    public @interface Config {
        @AttributeDefinition(description = "Where the store is, such as https://rgw.example.org")
        String endpoint();

        @AttributeDefinition(description = "The store's region, for signatures")
        String region() default "us-east-1";

        @AttributeDefinition(description = "The bucket of the blobs; it has to be there")
        String bucket();

        @AttributeDefinition(description = "What the keys of blobs begin with")
        String prefix() default "blobs/";

        @AttributeDefinition(
                description =
                        "File of mode 0600 with the lines aws_access_key_id and"
                                + " aws_secret_access_key")
        String credentialsFile();

        @AttributeDefinition(
                description =
                        "PEM file of the authorities that are trusted; empty: those of the Java"
                                + " platform")
        String trustFile() default "";

        @AttributeDefinition(
                description = "Directory of blobs on their way; made if it is not there")
        String spoolDirectory();

        @AttributeDefinition(description = "Seconds to wait for a connection")
        int connectSeconds() default 10;

        @AttributeDefinition(description = "Seconds in which some answer must come")
        int requestSeconds() default 30;

        @AttributeDefinition(description = "How often a request that failed is repeated")
        int retries() default 4;

        @AttributeDefinition(description = "Blobs of more MiB are sent in parts of so many")
        int partMib() default 64;
    }

    private static final Logger LOG = LoggerFactory.getLogger(S3ObjectStore.class);
    private static final SettingsFile FILE = SettingsFile.of(PID);
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._/-]{0,200}");
    private static final Duration ABANDONED = Duration.ofDays(1);
    private static final int THREADS = 8;

    /** S3 allows no more parts, whatever their size is. */
    private static final long MOST_PARTS = 10_000;

    private final ExecutorService threads;
    private final S3Bucket bucket;
    private final Path spool;
    private final int retries;
    private final long partSize;

    /**
     * @throws IllegalArgumentException if a setting is wrong; names its key
     */
    @Activate
    public S3ObjectStore(Config config) {
        this(Settings.of(config));
    }

    /** The settings, checked. */
    record Settings(
            URI endpoint,
            String region,
            String bucket,
            String prefix,
            S3Credentials credentials,
            Optional<Path> trust,
            Path spool,
            Duration connect,
            Duration patience,
            int retries,
            long partSize) {

        static Settings of(Config config) {
            URI endpoint = FILE.read("endpoint", config::endpoint, S3ObjectStore::endpoint);
            String region = FILE.region("region", config::region);
            String bucket = FILE.text("bucket", config::bucket, BUCKET, "name of a bucket");
            String prefix = FILE.text("prefix", config::prefix, PREFIX, "prefix of keys");
            Path spool = FILE.path("spoolDirectory", config::spoolDirectory);
            Duration connect = FILE.seconds("connectSeconds", config::connectSeconds, 1);
            Duration patience = FILE.seconds("requestSeconds", config::requestSeconds, 1);
            int retries = FILE.within("retries", config::retries, 0, 20);
            long partSize = (long) FILE.within("partMib", config::partMib, 5, 4096) << 20;
            String trustFile = FILE.read("trustFile", config::trustFile, text -> text);
            Optional<Path> trust =
                    trustFile.isEmpty()
                            ? Optional.empty()
                            : Optional.of(FILE.path("trustFile", config::trustFile));
            // What is in the files comes last: first all that is written here.
            Path credentials = FILE.path("credentialsFile", config::credentialsFile);
            return new Settings(
                    endpoint,
                    region,
                    bucket,
                    prefix,
                    FILE.read(
                            "credentialsFile",
                            credentials::toString,
                            text -> S3Credentials.read(Path.of(text))),
                    trust,
                    spool,
                    connect,
                    patience,
                    retries,
                    partSize);
        }
    }

    S3ObjectStore(Settings settings) {
        spool = settings.spool();
        retries = settings.retries();
        partSize = settings.partSize();
        try {
            Files.createDirectories(spool);
        } catch (IOException e) {
            throw FILE.refusal("spoolDirectory", "cannot use " + spool + ": " + e, e);
        }
        HttpClient.Builder http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(settings.connect());
        settings.trust()
                .ifPresent(
                        file ->
                                http.sslContext(
                                        FILE.read(
                                                "trustFile",
                                                file::toString,
                                                text -> TrustFile.read(Path.of(text)))));
        AtomicInteger count = new AtomicInteger();
        threads =
                Executors.newFixedThreadPool(
                        THREADS,
                        task -> {
                            String name = "objectstore-s3-" + count.incrementAndGet();
                            Thread thread = new Thread(task, name);
                            thread.setDaemon(true);
                            return thread;
                        });
        SigV4Signer signer =
                new SigV4Signer(
                        settings.credentials().accessKey(),
                        settings.credentials().secret(),
                        settings.region(),
                        "s3");
        S3Client client =
                new S3Client(
                        http.executor(threads).build(),
                        signer,
                        settings.endpoint(),
                        Clock.systemUTC(),
                        settings.patience(),
                        retries);
        bucket = new S3Bucket(client, settings.bucket(), settings.prefix());
    }

    private static URI endpoint(String text) {
        URI uri = URI.create(text);
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        boolean bare = uri.getRawPath() == null || uri.getRawPath().matches("/?");
        if (!web || uri.getHost() == null || !bare || uri.getRawQuery() != null) {
            throw new IllegalArgumentException(
                    "'%s' is not http or https, a host and a port".formatted(text));
        }
        return URI.create(uri.getScheme() + "://" + uri.getRawAuthority());
    }

    @Deactivate
    void deactivate() {
        threads.shutdownNow();
    }

    @Override
    public BlobInfo write(BlobId id, InputStream content, long expected)
            throws IOException, InterruptedException {
        if (bucket.exists(id)) {
            throw new DriverException(Kind.BROKEN, "there is a blob " + id);
        }
        BlobFormStream form = new BlobFormStream(content);
        try (Spool whole = Spool.of(form, spool, partSize)) {
            if (expected != UNKNOWN && expected != form.size()) {
                throw new DriverException(
                        Kind.BROKEN,
                        "%d bytes came where %d were expected".formatted(form.size(), expected));
            }
            send(id, whole);
            return new BlobInfo(id, form.size(), Instant.now());
        }
    }

    private void send(BlobId id, Spool whole) throws InterruptedException {
        boolean done = false;
        try {
            if (whole.pieces().size() == 1) {
                bucket.put(id, whole.pieces().get(0));
            } else {
                sendParts(id, whole.pieces());
            }
            done = true;
        } finally {
            if (!done) {
                // Perhaps it is there, and only the answer was lost.
                giveUp("blob " + id, () -> bucket.delete(id));
            }
        }
    }

    private void sendParts(BlobId id, List<Spool.Piece> pieces) throws InterruptedException {
        if (pieces.size() > MOST_PARTS) {
            throw new DriverException(Kind.EXHAUSTED, "partMib is too small for so large a blob");
        }
        String upload = bucket.beginUpload(id);
        boolean done = false;
        try {
            List<String> etags = new ArrayList<>();
            for (Spool.Piece piece : pieces) {
                etags.add(bucket.putPart(id, upload, etags.size() + 1, piece));
            }
            bucket.completeUpload(id, upload, etags);
            done = true;
        } finally {
            if (!done) {
                giveUp("an upload of blob " + id, () -> bucket.abortUpload(id, upload));
            }
        }
    }

    /** What tidies up. */
    @FunctionalInterface
    private interface Tidying {
        void run() throws InterruptedException;
    }

    /** Tidies up though the thread may be interrupted, or leaves it to the collector. */
    private static void giveUp(String what, Tidying tidying) {
        boolean interrupted = Thread.interrupted();
        try {
            tidying.run();
        } catch (DriverException e) {
            LOG.warn("Cannot remove {}: {}", what, e.getMessage());
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public Optional<BlobReader> open(BlobId id, long offset, long length)
            throws InterruptedException {
        long wanted = offset + Math.min(length, Long.MAX_VALUE - offset);
        Optional<RemoteBlob> blob = RemoteBlob.find(bucket, id, retries, wanted);
        if (blob.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(BlobFormReader.open(id, blob.get(), offset, length));
        } catch (IOException e) {
            throw new DriverException(Kind.UNREACHABLE, "cannot open blob " + id + ": " + e, e);
        }
    }

    @Override
    public void delete(BlobId id) throws InterruptedException {
        bucket.delete(id);
    }

    @Override
    public Page<BlobInfo> list(Optional<BlobId> after, int limit) throws InterruptedException {
        if (after.isEmpty()) {
            abortAbandoned();
        }
        return bucket.list(after, limit);
    }

    /** Gives up what a driver left that died: nobody completes it, and its parts take room. */
    private void abortAbandoned() throws InterruptedException {
        Instant old = Instant.now().minus(ABANDONED);
        for (S3Bucket.Upload upload : bucket.uploads()) {
            if (upload.begun().isBefore(old)) {
                bucket.abortUpload(upload.id(), upload.upload());
            }
        }
    }

    /** The other store tells no room: it says so itself when it is full. */
    @Override
    public StoreCapacity capacity() {
        return new StoreCapacity(Long.MAX_VALUE, Long.MAX_VALUE);
    }
}
