package io.nova.frontend.ec2.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.InstanceId;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request says becomes what its action declares, or is refused. */
class BindingTest {

    private static final Value<Integer> COUNT = Value.of("Count", Type.integer(1, 5));
    private static final Value<Boolean> FORCE = Value.flag("Options.Force");
    private static final Value<String> KEY = Value.text("Key").asNeeded();
    private static final Value<Boolean> COLOR =
            Value.of("Color", Type.oneOf(Map.of("red", true, "blue", false)));
    private static final Values<InstanceId> IDS = Values.of("InstanceId", InstanceId::new);
    private static final Values<String> NAMES = Values.of("Name", Type.text(3));
    private static final Structures PAIRS = Structures.of("Pair", KEY, NAMES);
    private static final Structure PART = Structure.of("Part", COLOR, PAIRS);
    private static final Value<String> DATA = Value.of("Data", Type.BASE64);
    private static final Value<String> CODE =
            Value.of("Code", Type.matching(Pattern.compile("[a-c]+"), "it is of a to c"));
    private static final Value<String> NOTE = Value.of("Note", Type.printable(4));
    private static final List<Parameter> DECLARED =
            List.of(COUNT, FORCE, IDS, PAIRS, PART, DATA, CODE, NOTE);

    private static Arguments bind(String... parameters) {
        List<io.nova.sigv4.Parameter> sent = new ArrayList<>();
        for (int i = 0; i < parameters.length; i += 2) {
            sent.add(new io.nova.sigv4.Parameter(parameters[i], parameters[i + 1]));
        }
        Map<String, Type<?>> types = new HashMap<>();
        DECLARED.forEach(one -> one.declare("", types::put));
        return Query.of(sent).bind(DECLARED, types);
    }

    @Test
    void aValueIsOfItsType() {
        Arguments call =
                bind("Count", "3", "Options.Force", "true", "Data", "YWJj", "Part.Color", "blue");
        assertEquals(3, call.get(COUNT));
        assertTrue(call.is(FORCE));
        assertEquals("abc", call.get(DATA));
        assertEquals(Optional.of(false), call.structure(PART).find(COLOR));
    }

    @Test
    void aListIsInTheOrderOfItsNumbersWhateverTheyBeginWith() {
        InstanceId one = new InstanceId("i-00000001");
        InstanceId two = new InstanceId("i-00000002");
        assertEquals(
                List.of(one, two),
                bind("InstanceId.7", two.value(), "InstanceId.0", one.value()).list(IDS));
        assertEquals(List.of(one), bind("InstanceId", one.value()).list(IDS));
        assertEquals(List.of(), bind("InstanceId", "").list(IDS));
    }

    @Test
    void structuresHaveTheirOwnValues() {
        Arguments call = bind("Part.Pair.1.Key", "a", "Pair.2.Key", "c", "Pair.1.Key", "b");
        assertEquals(
                List.of("b", "c"),
                call.structures(PAIRS).stream().map(pair -> pair.get(KEY)).toList());
        assertEquals("a", call.structure(PART).structures(PAIRS).get(0).get(KEY));
    }

    @Test
    void anEmptyValueIsNoneUnlessItIsAskedForAsItCame() {
        Arguments call = bind("Count", "", "Code", "");
        assertFalse(call.has(COUNT));
        assertEquals(Optional.empty(), call.find(COUNT));
        assertEquals(Optional.of(""), call.raw(CODE));
        assertEquals(Optional.empty(), call.raw(NOTE));
        var fault = assertThrows(InvalidParameterException.class, () -> call.get(COUNT));
        assertEquals(Problem.MISSING, fault.problem());
    }

    @ParameterizedTest(name = "{0}={1} is refused as {2}")
    @CsvSource({
        "Count, 0, Count",
        "Count, 6, Count",
        "Count, 1.5, Count",
        "Count, 99999999999, Count",
        "Options.Force, maybe, Options.Force",
        "Data, ===, Data",
        "Code, abd, Code",
        "Note, abcde, Note",
        "Part.Color, green, Part.Color",
        "Part.Pair.1.Name.1, abcd, Part.Pair.N.Name",
        "InstanceId.3, fnord, fnord",
    })
    void whatIsNotOfItsTypeIsRefusedByName(String name, String value, String shown) {
        var fault =
                assertThrows(
                        InvalidParameterException.class,
                        () -> bind(name, value, "Part.Pair.1.Key", "k"));
        assertEquals(shown, fault.id());
    }

    @Test
    void whatIsMissingInAStructureThatIsThereIsTold() {
        var fault =
                assertThrows(
                        InvalidParameterException.class, () -> bind("Part.Pair.1.Name.1", "a"));
        assertEquals(Problem.MISSING, fault.problem());
        assertEquals("Part.Pair.N.Key", fault.id());
    }

    @Test
    void anotherParameterMayNarrowTheBounds() {
        Arguments call = bind("Count", "5");
        assertEquals(Optional.of(5), call.within(COUNT, 1, 5));
        var fault = assertThrows(InvalidParameterException.class, () -> call.within(COUNT, 1, 4));
        assertTrue(String.valueOf(fault.getMessage()).contains("from 1 to 4"), fault.getMessage());
    }

    @Test
    void whatIsNotDeclaredCannotBeRead() {
        Arguments call = bind("Count", "5");
        assertThrows(IllegalStateException.class, () -> call.find(Value.text("Count")));
    }
}
