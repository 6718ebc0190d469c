package io.nova.manager.image;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.Credential;
import io.nova.api.identity.ProjectService;
import io.nova.model.AccessKeyId;
import io.nova.model.AlreadyExistsException;
import io.nova.model.Caller;
import io.nova.model.IdSource;
import io.nova.model.RequestContext;
import io.nova.model.Role;
import io.nova.model.UnavailableException;
import io.nova.model.UserId;
import io.nova.model.image.ImageContent;
import io.nova.sigv4.SigV4Signer;
import io.nova.sigv4.UriEncoding;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Signs the URLs by which hosts read images, with a key of the image service's own. Each is good
 * for one object and one hour, so that a host, or a guest that broke out to it, reads no more than
 * it was given.
 */
final class PresignedUrls {

    private static final Duration VALIDITY = Duration.ofHours(1);
    private static final UserId SERVICE = new UserId("nova-image-service");
    private static final String THE_KEY = "key";

    private final StateStore store;
    private final Records<ImageKinds.ServiceKey> records;
    private final CallerResolver callers;
    private final ProjectService projects;
    private final URI endpoint;
    private final String region;
    private final Clock clock;
    private final IdSource ids;

    PresignedUrls(
            StateStore store,
            CallerResolver callers,
            ProjectService projects,
            URI endpoint,
            String region,
            Clock clock,
            IdSource ids) {
        this.store = store;
        this.records = new Records<>(store, ImageKinds.SERVICE_KEY);
        this.callers = callers;
        this.projects = projects;
        this.endpoint = endpoint;
        this.region = region;
        this.clock = clock;
        this.ids = ids;
    }

    URI get(ImageContent content) {
        Credential credential = credential();
        SigV4Signer signer =
                new SigV4Signer(credential.caller().key(), credential.secret(), region, "s3");
        String path =
                Arrays.stream(content.key().split("/", -1))
                        .map(UriEncoding::encode)
                        .collect(Collectors.joining("/"));
        URI uri = URI.create(endpoint + "/" + content.bucket() + "/" + path);
        return signer.presign("GET", uri, VALIDITY, clock.instant());
    }

    /** Returns the service's credential; makes one if there is none, or if it was taken away. */
    private Credential credential() {
        return records.find(THE_KEY)
                .flatMap(rec -> callers.find(rec.value().accessKey()))
                .orElseGet(this::make);
    }

    private synchronized Credential make() {
        RequestContext operator =
                new RequestContext("image-service-" + ids.hex(8), callers.operator());
        Caller caller = operator.caller();
        try {
            projects.createUser(operator, SERVICE, Set.of(Role.CLOUDADMIN));
        } catch (AlreadyExistsException e) {
            // Made before the process died, or by another manager.
        }
        AccessKeyId key = projects.createAccessKey(operator, caller.project(), SERVICE).key().id();
        var known = records.find(THE_KEY);
        ImageKinds.ServiceKey value = new ImageKinds.ServiceKey(key);
        Tx.Builder tx = Tx.of("image-service-key/" + key);
        CommitResult result =
                Records.commit(
                        store,
                        (known.isPresent()
                                        ? tx.update(ImageKinds.SERVICE_KEY, known.get(), value)
                                        : tx.create(ImageKinds.SERVICE_KEY, THE_KEY, value))
                                .build());
        AccessKeyId valid =
                result instanceof CommitResult.Ok
                        ? key
                        : records.find(THE_KEY).orElseThrow().value().accessKey();
        return callers.find(valid)
                .orElseThrow(
                        () ->
                                new UnavailableException(
                                        "identity", "The image service's key is not known yet"));
    }
}
