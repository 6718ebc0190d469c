package io.nova.manager.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.identity.Quota;
import io.nova.model.ProjectId;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuotaManagerTest {

    private static final ProjectId PROJECT = new ProjectId("111111111111");

    private static QuotaManager quotas(Map<String, Long> set) {
        Class<QuotaManager.Config> type = QuotaManager.Config.class;
        return new QuotaManager(
                type.cast(
                        Proxy.newProxyInstance(
                                type.getClassLoader(),
                                new Class<?>[] {type},
                                (proxy, method, arguments) -> {
                                    Object otherwise = method.getDefaultValue();
                                    Long value = set.get(method.getName());
                                    return value == null ? otherwise : value;
                                })));
    }

    @Test
    void whatIsInBucketsHasNoLimitUnlessOneIsSet() {
        QuotaManager unset = quotas(Map.of());
        assertEquals(100, unset.limit(PROJECT, Quota.BUCKETS));
        assertEquals(Long.MAX_VALUE, unset.limit(PROJECT, Quota.OBJECTS));
        assertEquals(Long.MAX_VALUE, unset.limit(PROJECT, Quota.OBJECT_BYTES));
        QuotaManager set = quotas(Map.of("objects", 7L, "objectBytes", 1L << 40));
        assertEquals(7, set.limit(PROJECT, Quota.OBJECTS));
        assertEquals(1L << 40, set.limit(PROJECT, Quota.OBJECT_BYTES));
    }

    @Test
    void noneOfTheOthersIsEndless() {
        QuotaManager none = quotas(Map.of("instances", 0L));
        assertEquals(0, none.limit(PROJECT, Quota.INSTANCES));
    }

    @Test
    void whatIsLessThanNothingIsRefusedByItsName() {
        IllegalArgumentException refusal =
                assertThrows(
                        IllegalArgumentException.class, () -> quotas(Map.of("objectBytes", -1L)));
        assertTrue(String.valueOf(refusal.getMessage()).contains("objectBytes"));
    }
}
