package io.nova.manager.image;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.Credential;
import io.nova.api.identity.ProjectService;
import io.nova.model.AccessKeyId;
import io.nova.model.AlreadyExistsException;
import io.nova.model.Caller;
import io.nova.model.IdSource;
import io.nova.model.ImageId;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.Role;
import io.nova.model.UnavailableException;
import io.nova.model.UserId;
import io.nova.model.image.Image;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.util.Optional;
import java.util.Set;

/**
 * The key with which the image service signs and keeps its own objects: a user's of the operator's
 * project, made when it is first needed. It may read what is granted to EC2, or was handed to it,
 * and nothing else of others.
 */
final class ServiceCredential {

    private static final UserId SERVICE = new UserId("nova-image-service");
    private static final AccessKeyId INSIDE = new AccessKeyId("image-service");
    private static final String THE_KEY = "key";

    private final StateStore store;
    private final Records<ImageKinds.ServiceKey> records;
    private final CallerResolver callers;
    private final ProjectService projects;
    private final IdSource ids;

    ServiceCredential(
            StateStore store, CallerResolver callers, ProjectService projects, IdSource ids) {
        this.store = store;
        this.records = new Records<>(store, ImageKinds.SERVICE_KEY);
        this.callers = callers;
        this.projects = projects;
        this.ids = ids;
    }

    /** Returns the credential; makes one if there is none, or if it was taken away. */
    Credential get() {
        return records.find(THE_KEY)
                .flatMap(rec -> callers.find(rec.value().accessKey()))
                .orElseGet(this::make);
    }

    /** Returns as whom the service reads what is its own, granted or handed to it. */
    RequestContext context(ImageId image) {
        return context(image, SERVICE, callers.operator().project(), Role.SERVICE);
    }

    /**
     * Returns as whom the service reads what somebody registered: as that user in that project, and
     * no more than the service may; an administrator's object as an administrator.
     */
    RequestContext onBehalf(Image image, Optional<Pin.Registrant> registrant) {
        boolean administrator = registrant.filter(Pin.Registrant::administrator).isPresent();
        return context(
                image.id(),
                registrant.map(Pin.Registrant::user).orElse(SERVICE),
                image.owner(),
                administrator ? Role.CLOUDADMIN : Role.SERVICE);
    }

    /** Within the process nothing is signed, and no key is needed. */
    private static RequestContext context(
            ImageId image, UserId user, ProjectId project, Role role) {
        return new RequestContext(
                "image-" + image, new Caller(user, project, INSIDE, Set.of(role)));
    }

    private synchronized Credential make() {
        RequestContext operator =
                new RequestContext("image-service-" + ids.hex(8), callers.operator());
        Caller caller = operator.caller();
        try {
            projects.createUser(operator, SERVICE, Set.of(Role.SERVICE));
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
