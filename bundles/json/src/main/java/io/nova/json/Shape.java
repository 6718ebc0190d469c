package io.nova.json;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.nova.model.TextForm;
import java.lang.reflect.RecordComponent;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the JSON of a type has in it, as far as fields of a newer writer may lie there. */
sealed interface Shape {

    /** Nothing that is looked into: a text, a number, any JSON. */
    Shape OPAQUE = new Opaque();

    /** Nothing that is looked into. */
    record Opaque() implements Shape {}

    /** An object with a record's fields. */
    record Fields(Class<?> type) implements Shape {

        private static final ClassValue<Map<String, Shape>> KNOWN =
                new ClassValue<>() {
                    @Override
                    protected Map<String, Shape> computeValue(Class<?> type) {
                        return fields(type);
                    }
                };

        /** Returns the fields that the type knows, in the order of the record. */
        Map<String, Shape> known() {
            return KNOWN.get(type);
        }

        /** Tells whether the record begins with the id of what it is about. */
        boolean isIdentified() {
            return TextForm.class.isAssignableFrom(type.getRecordComponents()[0].getType());
        }
    }

    /**
     * A list.
     *
     * @param type of its elements
     */
    record Items(JavaType type, Shape element) implements Shape {}

    /** An object whose fields are keys. */
    record Entries(Shape value) implements Shape {}

    /**
     * Returns the shape of a record type.
     *
     * @throws IllegalArgumentException if it is no record
     */
    static Fields of(Class<?> type) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException(type.getName() + " is no record");
        }
        return new Fields(type);
    }

    private static Shape of(JavaType type) {
        if (type.isReferenceType()) {
            return of(type.getContentType());
        }
        if (type.isMapLikeType()) {
            return new Entries(of(type.getContentType()));
        }
        if (type.isCollectionLikeType() || type.isArrayType()) {
            return new Items(type.getContentType(), of(type.getContentType()));
        }
        Class<?> raw = type.getRawClass();
        return raw.isRecord() && !TextForm.class.isAssignableFrom(raw) ? new Fields(raw) : OPAQUE;
    }

    private static Map<String, Shape> fields(Class<?> type) {
        Map<String, Shape> fields = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            fields.put(component.getName(), OPAQUE);
        }
        ObjectMapper mapper = Json.mapper();
        JavaType bean = mapper.constructType(type);
        // What is written beside the components, as isSomething() is, is known as well.
        for (BeanPropertyDefinition field :
                mapper.getSerializationConfig().introspect(bean).findProperties()) {
            fields.put(field.getName(), of(field.getPrimaryType()));
        }
        return Collections.unmodifiableMap(fields);
    }
}
