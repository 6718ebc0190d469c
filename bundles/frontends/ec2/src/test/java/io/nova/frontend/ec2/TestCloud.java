package io.nova.frontend.ec2;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nova.api.compute.InstanceTypeService;
import io.nova.api.compute.ZoneService;
import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.Credential;
import io.nova.api.identity.Quota;
import io.nova.api.identity.QuotaService;
import io.nova.frontend.aws.SignatureAuthenticator;
import io.nova.frontend.ec2.limit.RequestLimits;
import io.nova.frontend.ec2.limit.TestLimits;
import io.nova.frontend.http.HttpServer;
import io.nova.frontend.http.Settings;
import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.InstanceTypeName;
import io.nova.model.Role;
import io.nova.model.Secret;
import io.nova.model.UserId;
import io.nova.model.ZoneName;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.InstanceType;
import io.nova.model.image.ImageState;
import io.nova.sigv4.SigV4Signer;
import io.nova.sigv4.SigningClient;
import io.nova.sigv4.UriEncoding;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The EC2 front end over HTTP, with signatures, in front of pretended services. */
final class TestCloud implements AutoCloseable {

    static final AccessKeyId KEY = new AccessKeyId("AKIAIOSFODNN7EXAMPLE");
    static final Secret SECRET = Secret.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

    static final Map<Quota, Long> QUOTAS = Map.of(Quota.INSTANCES, 40L, Quota.ADDRESSES, 7L);

    final Fakes.Policy policy = new Fakes.Policy();
    final Fakes.Instances instances = new Fakes.Instances(policy);
    final FakeHealth health = new FakeHealth(policy, instances);
    final FakeImages images = new FakeImages(policy);
    final Fakes.KeyPairs keyPairs = new Fakes.KeyPairs(policy);
    final FakeNetworks.Vpcs vpcs = new FakeNetworks.Vpcs(policy);
    final FakeNetworks.Groups groups = new FakeNetworks.Groups(policy);
    final FakeNetworks.Addresses addresses = new FakeNetworks.Addresses(policy);
    final FakeVolumes volumes = new FakeVolumes(policy);
    final FakeVolumes.Snapshots snapshots = new FakeVolumes.Snapshots(policy, volumes);
    final List<Ec2Action> actions;

    /** What actions asked of the services, whatever came of it. */
    final Calls calls = new Calls();

    final Ec2Endpoint endpoint;

    private final HttpServer server = new HttpServer(Settings.forTests());
    private final SigningClient client;

    TestCloud() {
        this(TestLimits.NONE);
    }

    TestCloud(RequestLimits limits) {
        endpoint =
                new Ec2Endpoint(
                        new SignatureAuthenticator(new OneKey(), Clock.systemUTC()),
                        policy,
                        limits,
                        declared());
        actions =
                AllActions.of(
                        calls,
                        instances,
                        health,
                        images,
                        keyPairs,
                        vpcs,
                        groups,
                        addresses,
                        volumes,
                        snapshots,
                        new Fakes.Tags(policy),
                        new FakeInterfaces(policy, instances),
                        (QuotaService) (project, quota) -> QUOTAS.getOrDefault(quota, 1L),
                        new Types(),
                        new Zones());
        actions.forEach(endpoint::addAction);
        server.add(endpoint, Map.of("http.connector", "ec2"));
        client =
                new SigningClient(
                        new SigV4Signer(KEY, SECRET, "nova", "ec2"), uri(), Clock.systemUTC());
        instances.put(Samples.instance(1, 1, InstanceState.RUNNING, Map.of("Name", "web*1")));
        instances.put(Samples.instance(2, 1, InstanceState.STOPPED, Map.of("Name", "web22")));
        instances.put(Samples.instance(3, 2, InstanceState.TERMINATED, Map.of("os", "<&>\u0001")));
        images.put(Samples.image(1, Samples.PROJECT, ImageState.AVAILABLE, false));
        images.put(Samples.image(4, Samples.PROJECT, ImageState.FAILED, true));
        keyPairs.put(Samples.keyPair(1, "mine"));
    }

    /** Returns what the bundle's header says. */
    static Set<String> declared() {
        return DeclaredActions.of(
                AllActions.classes().stream()
                        .map(name -> "OSGI-INF/" + name + ".xml")
                        .collect(Collectors.joining(",")));
    }

    URI uri() {
        return server.uri("ec2");
    }

    /** An answer, as a test looks at it. */
    record Answer(
            int status,
            String body,
            Optional<String> requestIdHeader,
            Optional<String> retryAfter) {

        /** Returns the text of the first element of that name; empty if there is none. */
        String text(String element) {
            int from = body.indexOf("<" + element + ">");
            int to = body.indexOf("</" + element + ">", from);
            return from < 0 ? "" : body.substring(from + element.length() + 2, to);
        }

        String code() {
            return text("Code");
        }

        int count(String text) {
            return body.split(java.util.regex.Pattern.quote(text), -1).length - 1;
        }
    }

    /** Posts an action; parameters are names and values by turns. */
    Answer post(String action, String... parameters) {
        return post(parameters(action, parameters));
    }

    Answer post(Map<String, String> parameters) {
        try {
            return answer(client.query(parameters));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Answer get(String path, Map<String, String> parameters) throws Exception {
        String query =
                parameters.entrySet().stream()
                        .map(
                                one ->
                                        UriEncoding.encode(one.getKey())
                                                + "="
                                                + UriEncoding.encode(one.getValue()))
                        .collect(Collectors.joining("&"));
        return answer(client.send("GET", path + "?" + query, List.of(), new byte[0]));
    }

    static Map<String, String> parameters(String action, String... parameters) {
        Map<String, String> map = new TreeMap<>(Map.of("Action", action, "Version", "2016-11-15"));
        for (int i = 0; i < parameters.length; i += 2) {
            map.put(parameters[i], parameters[i + 1]);
        }
        return map;
    }

    private static Answer answer(HttpResponse<byte[]> response) {
        return new Answer(
                response.statusCode(),
                new String(response.body(), UTF_8),
                response.headers().firstValue("x-amzn-RequestId"),
                response.headers().firstValue("Retry-After"));
    }

    @Override
    public void close() {
        server.close();
    }

    private static final class OneKey implements CallerResolver {

        private final Credential credential =
                new Credential(
                        new Caller(
                                new UserId("alice"), Samples.PROJECT, KEY, Set.of(Role.SYSADMIN)),
                        SECRET);

        @Override
        public Optional<Credential> find(AccessKeyId key) {
            return key.equals(KEY) ? Optional.of(credential) : Optional.empty();
        }

        @Override
        public Caller operator() {
            throw new UnsupportedOperationException("tests sign");
        }
    }

    private static final class Types implements InstanceTypeService {

        @Override
        public List<InstanceType> list() {
            return List.of(
                    new InstanceType(new InstanceTypeName("m1.large"), 4, 8192, 80), Samples.TINY);
        }

        @Override
        public Optional<InstanceType> find(InstanceTypeName name) {
            return list().stream().filter(type -> type.name().equals(name)).findFirst();
        }
    }

    private static final class Zones implements ZoneService {

        @Override
        public String region() {
            return "nova";
        }

        @Override
        public List<Zone> zones() {
            return List.of(
                    new Zone(new ZoneName("nova"), true), new Zone(new ZoneName("north"), false));
        }
    }
}
