package io.nova.frontend.metadata;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.compute.GuestLookup;
import io.nova.api.compute.ZoneService;
import io.nova.api.metadata.MetadataService;
import io.nova.frontend.http.AddressRange;
import io.nova.frontend.http.HttpServer;
import io.nova.frontend.http.Settings;
import io.nova.manager.metadata.MetadataManager;
import io.nova.model.HostId;
import io.nova.model.ProjectId;
import io.nova.model.ZoneName;
import io.nova.model.compute.Instance;
import io.nova.model.compute.MetadataOptions;
import io.nova.model.network.Ipv4;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What guests are told, wherever those are who know it. Guests are loopback addresses: all of 127/8
 * answers on a Linux host.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MetadataEndpointContract {

    /** The host of all guests. */
    static final HostId HOST = new HostId("h1");

    static final String GUEST = "127.0.0.1";
    private static final String LARGE = "127.0.0.10";
    private static final String OTHER = "127.0.0.5";
    private static final String STRANGER = "127.0.0.9";
    private static final String CAREFUL = "127.0.0.6";
    private static final String OPEN = "127.0.0.8";
    private static final String SILENT = "127.0.0.7";
    private static final byte[] USER_DATA = {0, (byte) 0xff, '\n', 'x', (byte) 0xc3, 10};

    private static final byte[] LARGE_DATA = new byte[16 << 10];

    private final SettableClock clock = new SettableClock();
    private StampSigner signer = new StampSigner();
    private final HttpServer server =
            new HttpServer(onGateway(Settings.forTests(), InetAddress.getLoopbackAddress()));
    private MetadataEndpoint endpoint;

    private static Settings onGateway(Settings some, InetAddress gateway) {
        return new Settings(
                List.of(address("127.0.0.2")),
                List.of(AddressRange.parse(gateway.getHostAddress() + "/32")),
                0,
                0,
                some.expected(),
                some.maxThreads(),
                some.maxConnections(),
                some.maxHeaderBytes(),
                some.idleTimeout(),
                some.headerTimeout(),
                some.minBodyRate(),
                some.endpointWait(),
                some.drainLimit());
    }

    @BeforeAll
    void start() {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (server.port("metadata") < 0) {
            assertTrue(System.nanoTime() < deadline, "metadata listens");
            Thread.onSpinWait();
        }
    }

    @BeforeEach
    void add() {
        signer = new StampSigner();
        endpoint =
                new MetadataEndpoint(
                        service(
                                new MetadataManager(
                                        new Directory(),
                                        new OneVolume(),
                                        OneAddress.addresses(),
                                        OneAddress.vpcs(),
                                        new OneZone(),
                                        signer)),
                        clock);
        server.add(endpoint, Map.of("http.connector", "metadata"));
    }

    @AfterEach
    void remove() {
        server.remove(endpoint);
    }

    /** Returns what the endpoint asks, which in the end tells what the manager knows. */
    abstract MetadataService service(MetadataManager manager);

    @AfterAll
    void stop() {
        server.close();
    }

    private static Optional<Instance> find(Ipv4 address) {
        return switch (address.value()) {
            case GUEST ->
                    Optional.of(
                            Guests.with(
                                    1,
                                    address,
                                    Optional.of("my key"),
                                    Optional.of(Base64.getEncoder().encodeToString(USER_DATA))));
            case LARGE ->
                    Optional.of(
                            Guests.with(
                                    6,
                                    address,
                                    Optional.empty(),
                                    Optional.of(Base64.getEncoder().encodeToString(LARGE_DATA))));
            case OTHER -> Optional.of(Guests.with(2, address, Optional.empty(), Optional.empty()));
            case CAREFUL ->
                    Optional.of(guest(3, address, new MetadataOptions(true, true, 1, false)));
            case OPEN ->
                    Optional.of(
                            guest(5, address, new MetadataOptions(true, false, 1, true))
                                    .withTags(Map.of("Name", "web")));
            case SILENT ->
                    Optional.of(guest(4, address, new MetadataOptions(false, false, 1, false)));
            default -> Optional.empty();
        };
    }

    record Answer(int status, String head, String text) {}

    final Answer ask(String from, String request, String... headers) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(address(from), 0));
            socket.setSoTimeout(20_000);
            socket.connect(new InetSocketAddress(address(GUEST), server.port("metadata")), 20_000);
            StringBuilder head = new StringBuilder(request).append(" HTTP/1.1\r\nHost: imds\r\n");
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            head.append("Connection: close\r\n\r\n");
            socket.getOutputStream().write(head.toString().getBytes(ISO_8859_1));
            String all = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            int end = all.indexOf("\r\n\r\n");
            return new Answer(
                    Integer.parseInt(all.substring(9, 12)),
                    all.substring(0, end),
                    all.substring(end + 4));
        }
    }

    final Answer get(String path, String... headers) throws IOException {
        return ask(GUEST, "GET " + path, headers);
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "ami-id, ami-0000000000000000a",
        "ami-launch-index, 3",
        "ami-manifest-path, (unknown)",
        "block-device-mapping/ami, vda",
        "block-device-mapping/ebs1, sdf",
        "block-device-mapping/root, /dev/vda",
        "hostname, ip-127-0-0-1.novalocal",
        "local-hostname, ip-127-0-0-1.novalocal",
        "instance-action, none",
        "instance-id, i-00000000000000001",
        "instance-type, m1.tiny",
        "local-ipv4, 127.0.0.1",
        "kernel-id, aki-0000000000000000b",
        "mac, 02:00:00:00:00:01",
        "hibernation/configured, false",
        "placement/availability-zone, nova",
        "placement/availability-zone-id, nova",
        "placement/region, here",
        "public-hostname, ''",
        "public-ipv4, ''",
        "public-keys/0/openssh-key, ssh-rsa AAAA",
        "reservation-id, r-0000000000000000c",
        "security-groups, default",
        "events/maintenance/history, []",
        "events/maintenance/scheduled, []",
        "mpi/my key, 127.0.0.1 slots=1",
        "network/interfaces/macs/02:00:00:00:00:01/local-ipv4s, 127.0.0.1",
        "network/interfaces/macs/02:00:00:00:00:01/security-group-ids, sg-00000000000000001",
        "network/interfaces/macs/02:00:00:00:00:01/subnet-ipv4-cidr-block, 127.0.0.0/24",
        "network/interfaces/macs/02:00:00:00:00:01/owner-id, 123456789012",
        "network/interfaces/macs/02:00:00:00:00:01/vpc-id, vpc-00000000000000001",
        "network/interfaces/macs/02:00:00:00:00:01/vpc-ipv4-cidr-block, 127.0.0.0/16",
        "network/interfaces/macs/02:00:00:00:00:01/vpc-ipv4-cidr-blocks, 127.0.0.0/16",
        "network/interfaces/macs/02%3A00%3a00:00:00:01/interface-id, eni-00000000000000001",
    })
    void eachVersionTellsTheSame(String path, String value) throws IOException {
        for (String version : new String[] {"latest", "1.0", "2009-04-04", "2021-03-23"}) {
            Answer answer = get("/" + version + "/meta-data/" + path.replace(" ", "%20"));
            assertEquals(200, answer.status(), path);
            assertEquals(value, answer.text());
        }
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "public-ipv4, 203.0.113.7",
        "public-hostname, ec2-203-0-113-7.novalocal",
        "network/interfaces/macs/02:00:00:00:00:02/public-ipv4s, 203.0.113.7",
        "network/interfaces/macs/02:00:00:00:00:02/public-hostname, ec2-203-0-113-7.novalocal",
        "network/interfaces/macs/02:00:00:00:00:02/ipv4-associations/, 203.0.113.7",
        "network/interfaces/macs/02:00:00:00:00:02/ipv4-associations/203.0.113.7, 127.0.0.5",
    })
    void whoHasAPublicAddressReadsIt(String path, String value) throws IOException {
        assertEquals(value, ask(OTHER, "GET /latest/meta-data/" + path).text());
        if (path.startsWith("network")) {
            String own = path.replace(":02/", ":01/");
            assertEquals(404, get("/latest/meta-data/" + own).status());
        }
    }

    @Test
    void faultsHaveThePagesOfEc2() throws IOException {
        for (Answer fault :
                List.of(
                        ask(GUEST, "PUT /latest/api/token"),
                        ask(CAREFUL, "GET /latest/meta-data/"),
                        ask(SILENT, "GET /latest/meta-data/"),
                        ask(STRANGER, "GET /latest/meta-data/"),
                        ask(GUEST, "POST /latest/meta-data/"))) {
            assertTrue(fault.head().contains("Content-Type: text/html"), fault.head());
            assertTrue(fault.text().contains("<title>" + fault.status() + " - "), fault.text());
        }
    }

    @Test
    void listingsAreAsThoseOfEc2() throws IOException {
        assertEquals("dynamic\nmeta-data\nuser-data", get("/latest").text());
        assertEquals("dynamic\nmeta-data\nuser-data", get("/latest/").text());
        assertEquals("0=my key", get("/latest/meta-data/public-keys/").text());
        assertEquals("openssh-key", get("/latest/meta-data/public-keys/0/").text());
        String names = "\n" + get("/latest/meta-data/").text() + "\n";
        assertTrue(names.contains("\nplacement/\n") && names.contains("\nami-id\n"), names);
        assertFalse(names.endsWith("\n\n"), "no newline at the end");
        assertEquals(
                "02:00:00:00:00:01/", get("/latest/meta-data/network/interfaces/macs/").text());
        String versions = get("/").text();
        assertTrue(versions.startsWith("1.0\n2007-01-19\n"), versions);
        assertTrue(versions.contains("\n2022-09-24\n2024-04-11\n"), versions);
        assertTrue(versions.endsWith("\nlatest"), versions);
    }

    @Test
    void aCrawlerReadsEveryNameThatIsListed() throws IOException {
        assertTrue(crawl("/2009-04-04/meta-data/") > 25);
        assertEquals(5, crawl("/latest/dynamic/"));
        for (String version : get("/").text().split("\n", -1)) {
            assertEquals(200, get("/" + version + "/meta-data/instance-id").status(), version);
        }
    }

    /** As cloud-init does: a slash leads down, an equals sign names a key. */
    private int crawl(String directory) throws IOException {
        int read = 0;
        for (String name : get(directory).text().split("\n", -1)) {
            if (name.endsWith("/")) {
                read += crawl(directory + name);
            } else if (directory.endsWith("/public-keys/")) {
                read += crawl(directory + name.substring(0, name.indexOf('=')) + "/");
            } else {
                assertEquals(200, get(directory + name).status(), directory + name);
                read++;
            }
        }
        return read;
    }

    @Test
    void theIdentityDocumentIsThatOfEc2LineByLine() throws IOException {
        Answer answer = get("/latest/dynamic/instance-identity/document");
        assertTrue(answer.head().contains("Content-Type: text/plain"), answer.head());
        assertEquals(
                """
                {
                  "accountId" : "123456789012",
                  "architecture" : "x86_64",
                  "availabilityZone" : "nova",
                  "billingProducts" : null,
                  "devpayProductCodes" : null,
                  "marketplaceProductCodes" : null,
                  "imageId" : "ami-0000000000000000a",
                  "instanceId" : "i-00000000000000001",
                  "instanceType" : "m1.tiny",
                  "kernelId" : "aki-0000000000000000b",
                  "pendingTime" : "1970-01-01T00:00:00Z",
                  "privateIp" : "127.0.0.1",
                  "ramdiskId" : null,
                  "region" : "here",
                  "version" : "2017-09-30"
                }""",
                answer.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"signature", "pkcs7", "rsa2048"})
    void theDocumentIsSignedAsItIsRead(String form) throws IOException {
        String folder = "/latest/dynamic/instance-identity/";
        assertEquals("document\npkcs7\nrsa2048\nsignature", get(folder).text());
        String signed = get(folder + form).text();
        // As openssl reads it: lines of 64, and a caller adds the dashes and the last line's end.
        assertTrue(signed.lines().allMatch(line -> line.length() <= 64), signed);
        assertFalse(signed.endsWith("\n"), signed);
        assertEquals(
                form + ":" + get(folder + "document").text(),
                new String(Base64.getMimeDecoder().decode(signed), ISO_8859_1));
    }

    @Test
    void withoutASignerTheRestIsStillRead() throws IOException {
        signer.leave();
        assertEquals(503, get("/latest/dynamic/instance-identity/signature").status());
        assertEquals(200, get("/latest/dynamic/instance-identity/document").status());
        assertEquals(200, get("/latest/meta-data/instance-id").status());
    }

    @Test
    void whoHasNoRoleFindsNoneAndSeesNoFolderForIt() throws IOException {
        for (String path : List.of("iam", "iam/", "iam/info", "iam/security-credentials/")) {
            assertEquals(404, get("/latest/meta-data/" + path).status(), path);
        }
        assertFalse(get("/latest/meta-data/").text().contains("iam"));
    }

    @Test
    void theSlotsOfAKeyAreToldToWhoAsksForThemByName() throws IOException {
        assertFalse(get("/2009-04-04/meta-data/").text().contains("mpi"), "not listed");
        assertEquals("my key", get("/2009-04-04/meta-data/mpi/").text());
        assertEquals(404, get("/2009-04-04/meta-data/mpi/another").status());
        assertEquals(404, ask(OTHER, "GET /latest/meta-data/mpi/").status(), "it has no key");
    }

    @Test
    void theServerSaysThatItIsEc2s() throws IOException {
        for (String path : List.of("/", "/latest/user-data", "/latest/fnord")) {
            assertTrue(get(path).head().contains("Server: EC2ws"), path);
        }
    }

    @Test
    void userDataComesByteForByteOrNotAtAll() throws IOException {
        Answer answer = get("/latest/user-data");
        assertArrayEquals(USER_DATA, answer.text().getBytes(ISO_8859_1));
        assertTrue(answer.head().contains("application/octet-stream"), answer.head());
        assertEquals(404, ask(OTHER, "GET /latest/user-data").status());
        assertEquals("dynamic\nmeta-data", ask(OTHER, "GET /latest/").text());
        assertEquals(404, ask(OTHER, "GET /latest/meta-data/public-keys/").status());
    }

    @Test
    void theMostUserDataComesWhole() throws IOException {
        new Random(7).nextBytes(LARGE_DATA);
        Answer answer = ask(LARGE, "GET /latest/user-data");
        assertArrayEquals(LARGE_DATA, answer.text().getBytes(ISO_8859_1));
    }

    @Test
    void headIsGetWithoutTheBody() throws IOException {
        Answer answer = ask(GUEST, "HEAD /latest/meta-data/instance-id");
        assertEquals(200, answer.status());
        assertTrue(answer.head().contains("Content-Length: 19"), answer.head());
        assertEquals("", answer.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/latest/meta-data/fnord",
                "/fnord",
                "/2038-01-01/meta-data/",
                "/latest/meta-data/ami-id/x",
                "/latest/meta-data/../../etc/passwd",
                "/latest/meta-data/block-device-mapping/ephemeral0",
                "/latest/meta-data/block-device-mapping/swap",
                "/latest/meta-data/system",
                "/latest/meta-data/public-keys/1/openssh-key",
            })
    void whatIsNotThereIsNotFound(String path) throws IOException {
        assertEquals(404, get(path).status());
        assertEquals(400, get("/latest/meta-data/%zz").status(), "no escape at all");
    }

    @Test
    void whoHasNoInstanceFindsNothing() throws IOException {
        assertEquals(404, ask(STRANGER, "GET /latest/meta-data/").status());
        assertEquals(
                404, ask(STRANGER, "GET /latest/meta-data/", "X-Forwarded-For: " + GUEST).status());
        assertEquals(404, ask(STRANGER, "PUT /latest/api/token", ttl("60")).status());
    }

    private static String ttl(String seconds) {
        return MetadataEndpoint.TTL + ": " + seconds;
    }

    private static Instance guest(int number, Ipv4 address, MetadataOptions options) {
        Instance plain = Guests.with(number, address, Optional.empty(), Optional.empty());
        return plain.with(plain.spec().with(plain.spec().options().with(options)));
    }

    @Test
    void whoRequiresTokensIsNotReadWithoutOne() throws IOException {
        assertEquals(401, ask(CAREFUL, "GET /latest/meta-data/").status());
        String token = ask(CAREFUL, "PUT /latest/api/token", ttl("60")).text();
        assertEquals(200, ask(CAREFUL, "GET /latest/meta-data/", token(token)).status());
    }

    @Test
    void tagsAreShownToWhoAskedForThem() throws IOException {
        assertEquals("web", ask(OPEN, "GET /latest/meta-data/tags/instance/Name").text());
        assertEquals("default", ask(OPEN, "GET /latest/meta-data/security-groups").text());
        assertEquals(404, ask(GUEST, "GET /latest/meta-data/tags/instance/Name").status());
    }

    @Test
    void anEndpointThatIsSwitchedOffTellsNothing() throws IOException {
        assertEquals(403, ask(SILENT, "GET /latest/meta-data/").status());
        assertEquals(403, ask(SILENT, "PUT /latest/api/token", ttl("60")).status());
    }

    private static String token(String token) {
        return MetadataEndpoint.TOKEN + ": " + token;
    }

    @Test
    void aTokenOpensUntilItEndsAndForItsInstanceOnly() throws IOException {
        Answer issued = ask(GUEST, "PUT /latest/api/token", ttl("60"));
        assertEquals(200, issued.status());
        assertTrue(issued.head().contains(ttl("60")), issued.head());
        String token = issued.text();
        assertEquals(200, get("/latest/meta-data/", token(token)).status());
        assertEquals(401, ask(OTHER, "GET /latest/meta-data/", token(token)).status());
        clock.now = clock.now.plusSeconds(59);
        assertEquals(200, get("/latest/meta-data/", token(token)).status());
        clock.now = clock.now.plusSeconds(1);
        assertEquals(401, get("/latest/meta-data/", token(token)).status());
        assertEquals(401, ask(GUEST, "HEAD /latest/meta-data/", token(token)).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAA", "***", "", "\u00e4"})
    void aWrongTokenIsUnauthorized(String token) throws IOException {
        assertEquals(401, get("/latest/meta-data/", token(token)).status());
    }

    @ParameterizedTest(name = "ttl {0} gives {1}")
    @CsvSource({
        "1, 200",
        "21600, 200",
        "0, 400",
        "21601, 400",
        "-1, 400",
        "x, 400",
        "1.5, 400",
        "'', 400"
    })
    void aTokenLivesFromOneSecondToSixHours(String seconds, int status) throws IOException {
        assertEquals(status, ask(GUEST, "PUT /latest/api/token", ttl(seconds)).status());
    }

    @Test
    void tokensAreForThoseWhoAskAsTheyShould() throws IOException {
        assertEquals(400, ask(GUEST, "PUT /latest/api/token").status());
        assertEquals(
                403,
                ask(GUEST, "PUT /latest/api/token", ttl("60"), "X-Forwarded-For: 10.0.0.1")
                        .status());
        assertEquals(404, ask(GUEST, "PUT /latest/meta-data/", ttl("60")).status());
        assertEquals(405, ask(GUEST, "DELETE /latest/api/token").status());
        Answer options = ask(GUEST, "OPTIONS /latest/api/token");
        assertEquals(200, options.status());
        assertTrue(options.head().contains("Allow: OPTIONS, PUT"), options.head());
        assertTrue(
                ask(GUEST, "DELETE /latest/").head().contains("Allow: OPTIONS, GET, HEAD"),
                "what else may be asked");
        for (String method : new String[] {"GET", "HEAD"}) {
            Answer read = ask(GUEST, method + " /latest/api/token");
            assertEquals(405, read.status());
            assertTrue(read.head().contains("Allow: OPTIONS, PUT"), read.head());
        }
    }

    /** Stands until it is moved. */
    private static final class SettableClock extends Clock {

        private volatile Instant now = Instant.parse("2026-01-02T03:04:05Z");

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    /** Knows guests by their addresses; those with a key have the first one's. */
    private static final class Directory implements GuestLookup {

        @Override
        public Optional<Instance> findByAddress(Ipv4 address) {
            return find(address);
        }

        @Override
        public List<Instance> withKey(ProjectId project, String keyName) {
            return find(new Ipv4(GUEST))
                    .filter(one -> one.project().equals(project))
                    .filter(one -> one.spec().keyName().equals(Optional.of(keyName)))
                    .stream()
                    .toList();
        }
    }

    private static final class OneZone implements ZoneService {

        @Override
        public String region() {
            return "here";
        }

        @Override
        public List<Zone> zones() {
            return List.of(new Zone(new ZoneName("nova"), true));
        }
    }
}
