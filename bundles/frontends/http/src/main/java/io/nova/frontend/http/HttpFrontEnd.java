package io.nova.frontend.http;

import io.nova.gate.GatewayPart;
import io.nova.gate.RolePart;
import io.nova.model.HostRole;
import io.nova.model.network.Ipv4;
import io.nova.model.setting.SettingsFile;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Runs the server with what the service registry has for it. */
@Component(
        configurationPid = HttpFrontEnd.PID,
        immediate = true,
        service = {RolePart.class, GatewayPart.class})
@Designate(ocd = HttpFrontEnd.Config.class)
public final class HttpFrontEnd implements RolePart, GatewayPart {

    static final String PID = "io.nova.frontend.http";

    /** Where the server listens and what it bears. */
    @ObjectClassDefinition(name = "HTTP server")
    public @interface Config {
        @AttributeDefinition(
                description = "IP addresses on which EC2 and S3 listen; 0.0.0.0 for all")
        String[] addresses() default "127.0.0.1";

        @AttributeDefinition(
                description =
                        "Gateway addresses of guest networks, or networks in CIDR notation that"
                                + " hold them, where EC2 is served and no network agent tells"
                                + " them: metadata is served there as soon as the host has the"
                                + " address, on the port of EC2, and nothing else is")
        String[] metadataAddresses() default {};

        @AttributeDefinition(description = "Port of EC2 and metadata")
        int ec2Port() default 8773;

        @AttributeDefinition(description = "Port of S3")
        int s3Port() default 3333;

        @AttributeDefinition(description = "Endpoints without which the cloud is not ready")
        String[] expected() default {"ec2", "s3", "metadata"};

        @AttributeDefinition(
                description = "Threads of EC2 and metadata together, and as many of S3")
        int maxThreads() default 100;

        @AttributeDefinition(description = "Open connections of each listening socket")
        int maxConnections() default 2000;

        @AttributeDefinition(description = "Size of a request's line and headers, in KiB")
        int maxHeaderKib() default 32;

        @AttributeDefinition(description = "Seconds after which a silent connection is closed")
        int idleSeconds() default 30;

        @AttributeDefinition(description = "Seconds within which a request's head must be there")
        int headerSeconds() default 10;

        @AttributeDefinition(description = "Bytes per second that a body must come with")
        int minBodyRate() default 1000;

        @AttributeDefinition(
                description = "Seconds that a request waits while its endpoint is exchanged")
        int endpointWaitSeconds() default 10;

        @AttributeDefinition(
                description = "Seconds that an endpoint that goes may finish its requests")
        int drainSeconds() default 30;
    }

    private static final SettingsFile FILE = SettingsFile.of(PID);

    private final HttpServer server;

    /**
     * @throws IllegalArgumentException if a setting is wrong; names its key
     */
    @Activate
    public HttpFrontEnd(Config config) {
        server = new HttpServer(settings(config));
    }

    static Settings settings(Config config) {
        return new Settings(
                addresses(config),
                FILE.list("metadataAddresses", config::metadataAddresses, AddressRange::parse),
                FILE.within("ec2Port", config::ec2Port, 0, 65535),
                FILE.within("s3Port", config::s3Port, 0, 65535),
                Set.copyOf(FILE.list("expected", config::expected, HttpFrontEnd::endpoint)),
                FILE.within("maxThreads", config::maxThreads, 8, 10_000),
                FILE.within("maxConnections", config::maxConnections, 1, 1_000_000),
                FILE.within("maxHeaderKib", config::maxHeaderKib, 4, 1024) << 10,
                Duration.ofSeconds(FILE.within("idleSeconds", config::idleSeconds, 1, 3600)),
                Duration.ofSeconds(FILE.within("headerSeconds", config::headerSeconds, 1, 3600)),
                FILE.within("minBodyRate", config::minBodyRate, 0, 1 << 30),
                Duration.ofSeconds(
                        FILE.within("endpointWaitSeconds", config::endpointWaitSeconds, 0, 25)),
                Duration.ofSeconds(FILE.within("drainSeconds", config::drainSeconds, 0, 600)));
    }

    private static List<InetAddress> addresses(Config config) {
        List<InetAddress> addresses =
                FILE.list("addresses", config::addresses, AddressRange::address);
        if (addresses.isEmpty()) {
            throw FILE.refusal("addresses", "it names no address");
        }
        return addresses;
    }

    private static String endpoint(String name) {
        if (!name.matches("[a-z0-9-]+")) {
            throw new IllegalArgumentException("'%s' is no name of an endpoint".formatted(name));
        }
        return name;
    }

    @Reference(
            service = HttpEndpoint.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindEndpoint(HttpEndpoint endpoint, Map<String, ?> properties) {
        server.add(endpoint, properties);
    }

    void unbindEndpoint(HttpEndpoint endpoint) {
        server.remove(endpoint);
    }

    @Reference(
            service = HealthCheck.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindHealthCheck(HealthCheck check, Map<String, ?> properties) {
        Object name = properties.get(HealthCheck.NAME);
        server.add(check, name instanceof String text ? text : check.getClass().getSimpleName());
    }

    void unbindHealthCheck(HealthCheck check) {
        server.remove(check);
    }

    @Reference(
            service = MetricSource.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindMetricSource(MetricSource source) {
        server.add(source);
    }

    void unbindMetricSource(MetricSource source) {
        server.remove(source);
    }

    @Override
    public void serve(Set<HostRole> roles) {
        server.serve(roles);
    }

    @Override
    public void serveGateways(Map<Ipv4, Integer> ports) {
        Map<InetAddress, Integer> sockets = new HashMap<>();
        ports.forEach((address, port) -> sockets.put(AddressRange.address(address.value()), port));
        server.serveGateways(sockets);
    }

    @Deactivate
    void deactivate() {
        server.close();
    }
}
