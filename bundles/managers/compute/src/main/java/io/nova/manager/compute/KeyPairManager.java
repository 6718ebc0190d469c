package io.nova.manager.compute;

import io.nova.api.compute.KeyPairService;
import io.nova.api.compute.NewKeyPair;
import io.nova.api.identity.Authorizer;
import io.nova.api.identity.Quota;
import io.nova.api.identity.QuotaService;
import io.nova.model.AlreadyExistsException;
import io.nova.model.IdSource;
import io.nova.model.InvalidParameterException;
import io.nova.model.KeyPairId;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.compute.KeyPair;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Keeps the public halves of key pairs. */
@Component
public final class KeyPairManager implements KeyPairService {

    private static final int MAX_NAME = 255;

    private final StateStore store;
    private final Records<KeyPair> records;
    private final Authorizer authorizer;
    private final QuotaService quotas;
    private final Clock clock;
    private final IdSource ids;

    @Activate
    public KeyPairManager(
            @Reference StateStore store,
            @Reference Authorizer authorizer,
            @Reference QuotaService quotas,
            @Reference Clock clock,
            @Reference IdSource ids) {
        this.store = store;
        this.records = new Records<>(store, Kinds.KEY_PAIR);
        this.authorizer = authorizer;
        this.quotas = quotas;
        this.clock = clock;
        this.ids = ids;
    }

    /** Names are unique in a project, so the name is the record's id. */
    static String recordId(ProjectId project, String name) {
        return project + "/" + name;
    }

    @Override
    public NewKeyPair create(
            RequestContext context, String name, String algorithm, Map<String, String> tags) {
        authorizer.require(context.caller(), "ec2:CreateKeyPair");
        checkName(name);
        refuseIfTaken(context.project(), name);
        KeyMaterial material = KeyMaterial.generate(algorithm);
        KeyPair pair = add(context.project(), name, material.publicKey(), tags);
        return new NewKeyPair(pair, material.privatePem());
    }

    @Override
    public KeyPair importKey(
            RequestContext context, String name, String publicKey, Map<String, String> tags) {
        authorizer.require(context.caller(), "ec2:ImportKeyPair");
        checkName(name);
        return add(context.project(), name, PublicKeyText.parse(publicKey), tags);
    }

    @Override
    public Page<KeyPair> describe(
            RequestContext context,
            List<String> names,
            List<KeyPairId> keyIds,
            String after,
            int limit) {
        authorizer.require(context.caller(), "ec2:DescribeKeyPairs");
        ProjectId project = context.project();
        if (names.isEmpty() && keyIds.isEmpty()) {
            return records.page(Kinds.ofProject(project), after, limit).map(Rec::value);
        }
        List<KeyPair> found = new ArrayList<>();
        for (String name : new LinkedHashSet<>(names)) {
            found.add(
                    records.find(recordId(project, name))
                            .orElseThrow(() -> new NotFoundException(ResourceType.KEY_PAIR, name))
                            .value());
        }
        for (KeyPairId id : new LinkedHashSet<>(keyIds)) {
            found.add(
                    byId(project, id)
                            .orElseThrow(() -> new NotFoundException(ResourceType.KEY_PAIR, id))
                            .value());
        }
        return new Page<>(found.stream().distinct().toList(), Optional.empty());
    }

    @Override
    public void delete(RequestContext context, String name) {
        authorizer.require(context.caller(), "ec2:DeleteKeyPair");
        records.find(recordId(context.project(), name)).ifPresent(this::remove);
    }

    @Override
    public void delete(RequestContext context, KeyPairId id) {
        authorizer.require(context.caller(), "ec2:DeleteKeyPair");
        byId(context.project(), id).ifPresent(this::remove);
    }

    private Optional<Rec<KeyPair>> byId(ProjectId project, KeyPairId id) {
        return records.page(IndexEntry.of("id", id), "", 1).items().stream()
                .filter(rec -> rec.value().project().equals(project))
                .findFirst();
    }

    private void refuseIfTaken(ProjectId project, String name) {
        if (records.find(recordId(project, name)).isPresent()) {
            throw new AlreadyExistsException(ResourceType.KEY_PAIR, name);
        }
    }

    private KeyPair add(
            ProjectId project, String name, PublicKeyText key, Map<String, String> tags) {
        KeyPair pair =
                new KeyPair(
                        KeyPairId.next(ids),
                        project,
                        name,
                        key.algorithm(),
                        key.fingerprint(),
                        key.openSsh(name),
                        clock.instant(),
                        tags);
        long limit = quotas.limit(project, Quota.KEY_PAIRS);
        CommitResult result =
                Records.commit(
                        store,
                        Tx.of("key-pair/" + pair.id())
                                .quota(Quota.KEY_PAIRS.scope(project), 1, limit)
                                .create(Kinds.KEY_PAIR, recordId(project, name), pair)
                                .build());
        if (result instanceof CommitResult.Exists) {
            throw new AlreadyExistsException(ResourceType.KEY_PAIR, name);
        }
        if (result instanceof CommitResult.QuotaExceeded) {
            throw new LimitExceededException(
                    ResourceType.KEY_PAIR,
                    "key pairs",
                    "The project may have %d key pairs at most; delete some".formatted(limit));
        }
        return pair;
    }

    private void remove(Rec<KeyPair> rec) {
        // A lost race means that someone else removed it: that is what was asked.
        Records.commit(
                store,
                Tx.of("key-pair-delete/" + rec.value().id())
                        .delete(Kinds.KEY_PAIR, rec)
                        .quota(Quota.KEY_PAIRS.scope(rec.value().project()), -1, Long.MAX_VALUE)
                        .build());
    }

    private static void checkName(String name) {
        if (name.isBlank() || name.length() > MAX_NAME || name.chars().anyMatch(c -> c < 32)) {
            throw InvalidParameterException.badValue(
                    "KeyName", name, "it must have 1 to 255 printable characters");
        }
    }
}
