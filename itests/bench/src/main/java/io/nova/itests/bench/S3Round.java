package io.nova.itests.bench;

import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Folders;
import io.nova.sigv4.PayloadHash;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * S3, signed, against nginx with the same bytes as files and against a loop that makes files
 * durable: in turns, on the same disk, with the same client.
 */
final class S3Round {

    private static final int ROUNDS = 3;
    private static final double HARDLY = 1.03;
    private static final int MOST_STEPS = 15;
    private static final int CLIENTS = 16;
    private static final int KEYS = 100_000;
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    private final Cloud cloud;
    private final double seconds;
    private final Path folder;
    private final AtomicInteger number = new AtomicInteger();

    /**
     * @param seconds of each round
     */
    S3Round(Cloud cloud, double seconds) {
        this.cloud = cloud;
        this.seconds = seconds;
        this.folder = cloud.home().resolveSibling("s3-round");
    }

    /** Measures and prints. */
    void run() throws Exception {
        Files.createDirectories(folder.resolve("files"));
        try {
            send(requests().put("/bench", new byte[0]));
            if (Nginx.isInstalled()) {
                try (Nginx nginx = Nginx.start(folder)) {
                    get(nginx, 4 * KIB, 16);
                    get(nginx, MIB, 16);
                    get(nginx, 64 * MIB, 4);
                }
            } else {
                System.out.println("no ratio of GETs: apt-get install nginx-light");
            }
            put(4 * KIB, CLIENTS, 1000);
            put(64 * KIB, CLIENTS, 200);
            put(64 * MIB, 1, 1);
            page();
        } finally {
            Folders.remove(folder);
        }
    }

    private S3Requests requests() {
        return S3Requests.of(cloud);
    }

    private void send(byte[] request) throws Exception {
        try (Connection connection = new Connection(cloud.endpoint("s3"))) {
            connection.send(request).ok();
        }
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private void get(Nginx nginx, int size, int clients) throws Exception {
        String name = "get-" + size;
        Files.write(folder.resolve("files").resolve(name), bytes(size));
        send(requests().put("/bench/" + name, bytes(size)));
        byte[] plain = Connection.bytes("GET /%s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(name));
        URI s3 = cloud.endpoint("s3");
        warm(clients, Sender.of(s3, List.of(requests().get("/bench/" + name))));
        compare(
                "GET of %d KiB, %d clients".formatted(size >> 10, clients),
                "nginx",
                () -> Load.run(clients, seconds, Sender.of(nginx.uri(), List.of(plain))).rate(),
                () -> {
                    List<byte[]> signed = List.of(requests().get("/bench/" + name));
                    return Load.run(clients, seconds, Sender.of(s3, signed)).rate();
                });
    }

    /**
     * @param different requests that are made before the clock runs, and sent in turns
     */
    private void put(int size, int clients, int different) throws Exception {
        Path files = Files.createDirectories(folder.resolve("durable-" + size));
        byte[] content = bytes(size);
        String hash = PayloadHash.of(content);
        URI s3 = cloud.endpoint("s3");
        Callable<Double> ours =
                () -> {
                    List<byte[]> signed = new ArrayList<>();
                    for (int i = 0; i < different; i++) {
                        String key = "/bench/put-" + size + "-" + number.getAndIncrement() % 5000;
                        signed.add(requests().put(key, content, hash));
                    }
                    return Load.run(clients, seconds, Sender.of(s3, signed)).rate();
                };
        for (int i = 0; i < 3; i++) {
            ours.call();
        }
        compare(
                "durable PUT of %d KiB, %d clients".formatted(size >> 10, clients),
                "a loop of write, fsync, rename, fsync",
                () -> Load.run(1, seconds, () -> new DurableFiles(files, content)).rate(),
                ours);
    }

    private void page() throws Exception {
        List<byte[]> puts = new ArrayList<>();
        try (Connection connection = new Connection(cloud.endpoint("s3"))) {
            for (int i = 0; i < 10; i++) {
                connection.skim(requests().put("/bench/warm-" + i, new byte[1]));
            }
        }
        for (int i = 0; i < KEYS; i++) {
            puts.add(requests().put("/bench/page/%06d".formatted(i), new byte[1]));
        }
        AtomicInteger next = new AtomicInteger();
        Callable<Load.Worker> fill =
                () -> {
                    Connection connection = new Connection(cloud.endpoint("s3"));
                    return new Load.Worker() {
                        @Override
                        public void step() throws IOException {
                            int at = next.getAndIncrement();
                            if (at < KEYS) {
                                connection.skim(puts.get(at));
                            }
                        }

                        @Override
                        public void close() throws IOException {
                            connection.close();
                        }
                    };
                };
        while (next.get() < KEYS) {
            Load.run(CLIENTS, 2, fill);
        }
        puts.clear();
        List<byte[]> pages = new ArrayList<>();
        for (int i = 0; i < KEYS - 1000; i += 997) {
            pages.add(
                    requests()
                            .get(
                                    "/bench?list-type=2&prefix=page%%2F&start-after=page%%2F%06d"
                                            .formatted(i)));
        }
        warm(1, Sender.of(cloud.endpoint("s3"), pages));
        Load.Result result = Load.run(1, seconds, Sender.of(cloud.endpoint("s3"), pages));
        System.out.printf(
                Locale.ROOT,
                "a page of 1000 keys of %d: half within %.1f ms, 99 of 100 within %.1f ms%n",
                KEYS,
                result.millis(0.5),
                result.millis(0.99));
    }

    /** The compilers are done when a step is hardly faster than the best one before it, twice. */
    private void warm(int clients, Callable<? extends Load.Worker> workers) throws Exception {
        double best = 0;
        int level = 0;
        for (int i = 0; i < MOST_STEPS && level < 2; i++) {
            double rate = Load.run(clients, seconds, workers).rate();
            level = rate < best * HARDLY ? level + 1 : 0;
            best = Math.max(best, rate);
        }
    }

    private static void compare(
            String what, String other, Callable<Double> limit, Callable<Double> ours)
            throws Exception {
        List<Double> rates = new ArrayList<>();
        List<Double> limits = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            limits.add(limit.call());
            rates.add(ours.call());
            ratios.add(rates.get(i) / limits.get(i));
        }
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f/s, %s %.1f/s, ratio %.2f, of %s%n",
                what,
                Load.median(rates),
                other,
                Load.median(limits),
                Load.median(ratios),
                ratios.stream().map(r -> String.format(Locale.ROOT, "%.2f", r)).toList());
    }
}
