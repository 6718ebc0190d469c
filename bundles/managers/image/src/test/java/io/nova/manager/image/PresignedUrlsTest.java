package io.nova.manager.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.Credential;
import io.nova.api.identity.NewAccessKey;
import io.nova.api.identity.ProjectService;
import io.nova.model.AccessKeyId;
import io.nova.model.AlreadyExistsException;
import io.nova.model.Caller;
import io.nova.model.IdSource;
import io.nova.model.ProjectId;
import io.nova.model.ResourceType;
import io.nova.model.Role;
import io.nova.model.Secret;
import io.nova.model.UserId;
import io.nova.model.identity.AccessKey;
import io.nova.model.image.DiskFormat;
import io.nova.model.image.ImageContent;
import io.nova.testkit.state.MemoryStateStore;
import io.nova.testkit.state.MutableClock;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PresignedUrlsTest {

    private static final ProjectId PROJECT = new ProjectId("000000000001");
    private static final ImageContent CONTENT =
            new ImageContent(
                    "images", "deb ian/disk+1.img", "0".repeat(64), 512, DiskFormat.RAW, 512);

    private final MutableClock clock = new MutableClock();
    private final MemoryStateStore store = new MemoryStateStore(clock);
    private final Map<AccessKeyId, Credential> keys = new LinkedHashMap<>();
    private boolean userExists;

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private PresignedUrls urls() {
        ServiceCredential service =
                new ServiceCredential(
                        store,
                        fake(
                                CallerResolver.class,
                                (proxy, method, arguments) ->
                                        method.getName().equals("operator")
                                                ? caller(new AccessKeyId("operator"))
                                                : Optional.ofNullable(keys.get(arguments[0]))),
                        fake(
                                ProjectService.class,
                                (proxy, method, arguments) -> change(method.getName())),
                        new IdSource(new Random(7)));
        return new PresignedUrls(service, URI.create("http://127.0.0.1:3333"), "nova", clock);
    }

    private static Caller caller(AccessKeyId key) {
        return new Caller(new UserId("service"), PROJECT, key, Set.of(Role.CLOUDADMIN));
    }

    private Object change(String method) {
        if (method.equals("createUser")) {
            if (userExists) {
                throw new AlreadyExistsException(ResourceType.USER, "service");
            }
            userExists = true;
            return null;
        }
        AccessKeyId id = new AccessKeyId("KEY" + keys.size());
        keys.put(id, new Credential(caller(id), Secret.of("secret")));
        return new NewAccessKey(
                new AccessKey(id, new UserId("service"), PROJECT, true, clock.instant()),
                Secret.of("secret"));
    }

    @Test
    void theUrlIsSignedForOneObjectAndOneHour() {
        URI url = urls().get(CONTENT);
        assertEquals("/images/deb%20ian/disk%2B1.img", url.getRawPath());
        assertTrue(url.getRawQuery().contains("X-Amz-Expires=3600"), url.getRawQuery());
        assertTrue(url.getRawQuery().contains("X-Amz-Credential=KEY0%2F"), url.getRawQuery());
        assertTrue(url.getRawQuery().contains("X-Amz-Signature="), url.getRawQuery());
    }

    @Test
    void theKeyIsMadeOnceAndFoundAgain() {
        urls().get(CONTENT);
        urls().get(CONTENT);
        assertEquals(1, keys.size());
    }

    @Test
    void aKeyThatWasTakenAwayIsMadeAnew() {
        PresignedUrls urls = urls();
        urls.get(CONTENT);
        keys.remove(new AccessKeyId("KEY0"));
        keys.put(
                new AccessKeyId("other"),
                new Credential(caller(new AccessKeyId("other")), Secret.of("x")));
        assertTrue(urls.get(CONTENT).getRawQuery().contains("X-Amz-Credential=KEY1%2F"));
    }
}
