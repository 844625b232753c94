// A server of the standard library that answers with the network of a model that mlops trained: JSON in, JSON out.
// It checks no values, keeps no log and watches nothing.
//
// usage: predict_server NETWORK_JSON ADDRESS     POST /predict {"age": 42, ...}
package main

import (
	"encoding/json"
	"log"
	"math"
	"net/http"
	"os"
)

type feature struct {
	Name      string  `json:"name"`
	Mean      float32 `json:"mean"`
	Deviation float32 `json:"deviation"`
}

// Weights of one input stand together: kernel[input*units+unit].
type layer struct {
	Kernel []float32 `json:"kernel"`
	Bias   []float32 `json:"bias"`
}

type network struct {
	Features []feature `json:"features"`
	Layers   []layer   `json:"layers"`
	Classes  []string  `json:"classes"`
}

// One field for each feature of the example, as a program in Go would have it.
type request struct {
	Training         *float32 `json:"training"`
	Age              *float32 `json:"age"`
	EmergencyBraking *float32 `json:"emergency_braking"`
	BrakingDistance  *float32 `json:"braking_distance"`
	Power            *float32 `json:"power"`
	Miles            *float32 `json:"miles"`
}

type answer struct {
	Category      string        `json:"category"`
	Label         int           `json:"label"`
	Probabilities probabilities `json:"probabilities"`
	Source        string        `json:"source"`
}

// The classes of the example, in their order.
type probabilities struct {
	High   float32 `json:"high"`
	Medium float32 `json:"medium"`
	Low    float32 `json:"low"`
}

// dense adds weight rows of the inputs that are not zero; after a ReLU half of them are.
func (l *layer) dense(input, output []float32) {
	copy(output, l.Bias)
	units := len(l.Bias)
	for place, value := range input {
		if value == 0 {
			continue
		}
		weights := l.Kernel[place*units : place*units+units]
		out := output[:len(weights)]
		unit := 0
		for ; unit+4 <= len(weights); unit += 4 {
			w, o := weights[unit:unit+4:unit+4], out[unit:unit+4:unit+4]
			o[0] += value * w[0]
			o[1] += value * w[1]
			o[2] += value * w[2]
			o[3] += value * w[3]
		}
		for ; unit < len(weights); unit++ {
			out[unit] += value * weights[unit]
		}
	}
}

func (n *network) answer(values []float32) []float32 {
	flow := make([]float32, len(values))
	for place, value := range values {
		flow[place] = (value - n.Features[place].Mean) / n.Features[place].Deviation
	}
	for place := range n.Layers {
		next := make([]float32, len(n.Layers[place].Bias))
		n.Layers[place].dense(flow, next)
		if place < len(n.Layers)-1 {
			for unit, value := range next {
				next[unit] = max(value, 0)
			}
		}
		flow = next
	}
	highest := flow[0]
	for _, value := range flow {
		highest = max(highest, value)
	}
	var sum float32
	for class, value := range flow {
		flow[class] = float32(math.Exp(float64(value - highest)))
		sum += flow[class]
	}
	for class := range flow {
		flow[class] /= sum
	}
	return flow
}

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	var model network
	if err := json.Unmarshal(text, &model); err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("POST /predict", func(w http.ResponseWriter, r *http.Request) {
		var row request
		if err := json.NewDecoder(r.Body).Decode(&row); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		var values [6]float32
		given := [...]*float32{row.Training, row.Age, row.EmergencyBraking, row.BrakingDistance, row.Power, row.Miles}
		for place, value := range given {
			if value == nil {
				http.Error(w, model.Features[place].Name+" is missing", http.StatusUnprocessableEntity)
				return
			}
			values[place] = *value
		}
		found := model.answer(values[:])
		out := answer{Probabilities: probabilities{found[0], found[1], found[2]}, Source: "ML"}
		for class, probability := range found {
			if probability > found[out.Label] {
				out.Label = class
			}
		}
		out.Category = model.Classes[out.Label]
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(out)
	})
	log.Fatal(http.ListenAndServe(os.Args[2], nil))
}
